// Finds options that a keeper does not have, and silently leaves out: whoever wrote them believes in a limit that isn't there.
import { makeFinding } from '../../join/make-finding.ts';
import type { FactId, Facts, Finding, Rule } from '../../model.ts';

const ID = 'keeper-ignores-unknown-option';

export const rule: Rule<'processes'> = {
  id: ID,
  role: 'smell',
  title: 'A keeper ignores an option that it does not have',
  needs: ['processes'],
  judge: (facts) => [...ofSupervisor(facts), ...ofSystemd(facts)],
};

function ofSupervisor(facts: Facts<FactId>): Finding[] {
  const seen = new Set<string>();
  return (facts.find('supervisor.programs')?.programs ?? []).flatMap((program) =>
    program.unknownOptions.flatMap(({ name, line, value }): Finding[] => {
      const at = `${program.place?.file}:${line}`;
      if (seen.has(at)) return [];
      seen.add(at);
      const isMemory = /mem/.test(name);
      return [
        makeFinding(ID, 'smell', {
          about: [`program:${program.name}`],
          says: `Supervisor has no option ${name}: the line ${name}=${value} of ${program.name} does nothing${isMemory ? ', and no limit is in force' : ''}.`,
          evidence: [
            {
              source: 'supervisor files',
              text: `${name}=${value}`,
              ...(program.place ? { file: program.place.file, line } : {}),
            },
          ],
          data: { program: program.name, option: name, value, line, file: program.place?.file ?? null },
          remedy: {
            says: isMemory
              ? "Take the line out. A limit that holds is one of the kernel's: run the program as a unit with MemoryMax=, or as a pool with `memory:`; `--max-old-space-size` limits only the JavaScript heap."
              : 'Take the line out, or write the option that was meant.',
            commands: ['supervisorctl reread'],
            fix: 'drop-unknown-option',
          },
        }),
      ];
    }),
  );
}

function ofSystemd(facts: Facts<FactId>): Finding[] {
  return (facts.find('systemd.units') ?? []).flatMap((unit) =>
    unit.unknownDirectives.map((text): Finding => {
      const found = /^(.*?):(\d+): (.*)$/.exec(text);
      return makeFinding(ID, 'smell', {
        about: [`unit:${unit.name}`],
        says: `systemd leaves out a line of ${unit.name}: ${found?.[3] ?? text}`.replace(
          /[.,]?\s*(ignoring|ignored)?\.?$/,
          '.',
        ),
        evidence: [
          {
            source: 'systemd-analyze verify',
            text: found?.[3] ?? text,
            ...(found?.[1] ? { file: found[1], line: Number(found[2]) } : {}),
          },
        ],
        data: { unit: unit.name, line: Number(found?.[2] ?? 0), file: found?.[1] ?? null },
        remedy: {
          says: 'Write the directive as systemd knows it, in the section where it belongs (man systemd.directives), then reload.',
          commands: [`systemd-analyze verify ${unit.files[0] ?? unit.name}`, 'systemctl daemon-reload'],
        },
      });
    }),
  );
}
