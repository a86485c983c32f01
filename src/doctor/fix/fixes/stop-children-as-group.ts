// Has a stop end everything that a keeper started, not only its first process, which leaves orphans that hold the port.
import { failed, ok } from '../../../std/result.ts';
import type { Fix } from '../model.ts';
import { aroundSystemd, keeperNamed, run } from '../steps.ts';

export const stopChildrenAsGroup: Fix = {
  id: 'stop-children-as-group',
  plan: ({ data }, facts, machine) => {
    const kept = keeperNamed(facts, String(data['keeper']));
    if (kept?.kind === 'unit') {
      const path = `/etc/systemd/system/${kept.name}.d/stop-children.conf`;
      return ok({
        schema: 1,
        title: `Have a stop of ${kept.name} end all that it started`,
        risk: 'safe',
        steps: aroundSystemd([
          {
            says: `Write a drop-in for ${kept.name}`,
            action: {
              kind: 'write-file',
              path,
              before: machine.readText(path),
              after: '[Service]\nKillMode=control-group\n',
              mode: 0o644,
            },
          },
        ]),
        notes: ['It counts from the next stop on; nothing is restarted.'],
      });
    }
    const program = facts.find('supervisor.programs')?.programs.find((one) => one.name === kept?.name);
    const place = program?.place;
    const before = place ? machine.readText(place.file) : null;
    if (kept?.kind !== 'program' || !program || !place || before === null)
      return failed('the file of its keeper could not be read');
    const lines = before.split('\n');
    if (lines[place.line - 1]?.trim() !== `[program:${kept.name}]`)
      return failed(`[program:${kept.name}] is not on line ${place.line} of ${place.file} any more`);
    const kind = lines.filter((line) => !/^\s*(?:stopasgroup|killasgroup)\s*=/.test(line));
    // Another program of the same file may have lines of its own.
    if (kind.length !== lines.length) return failed('stopasgroup or killasgroup is set already, otherwise');
    return ok({
      schema: 1,
      title: `Have a stop of ${kept.name} end all that it started`,
      risk: 'disruptive',
      steps: [
        {
          says: `Set stopasgroup and killasgroup in ${place.file}`,
          action: {
            kind: 'write-file',
            path: place.file,
            before,
            after: lines.toSpliced(place.line, 0, 'stopasgroup=true', 'killasgroup=true').join('\n'),
            mode: null,
          },
        },
        run(`Apply the configuration of ${program.group}`, ['supervisorctl', 'update', program.group], {
          whyNoUndo: 'the file is put back; apply it with supervisorctl update',
        }),
      ],
      notes: [`${kept.name} is restarted by it, still in the old way: look for what that leaves behind.`],
    });
  },
};
