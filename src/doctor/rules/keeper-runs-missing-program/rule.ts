// Finds keepers whose command begins with a program that isn't there, or that asks for one which isn't: Node of nvm, mostly.
import type { UnitExecutable } from '../../facts/supervision-facts.ts';
import { keptOf } from '../../join/kept.ts';
import { makeFinding } from '../../join/make-finding.ts';
import { evidenceOf, messagesOf } from '../../join/messages.ts';
import type { EntityKey, Evidence, FactId, Facts, Finding, Rule } from '../../model.ts';

const ID = 'keeper-runs-missing-program';

export const rule: Rule<'processes'> = {
  id: ID,
  role: 'cause',
  title: 'An application is to be started by a program that does not exist',
  needs: ['processes'],
  judge: (facts) => {
    const kept = keptOf(facts);
    return executablesOf(facts).flatMap(({ key, executable, place }): Finding[] => {
      const missing = whatIsMissing(executable);
      const keeper = kept.find((one) => one.key === key);
      if (missing === null || !keeper) return [];
      const messages = messagesOf(
        facts,
        ['systemd-exec-failed', 'supervisor-spawn-error', 'command-not-found'],
        (message) => message.about.includes(key),
      );
      const isUp = keeper.isUp === true && !keeper.isBetweenTries;
      const nodes = [
        ...new Set(
          (facts.find('processes') ?? [])
            .filter((one) => one.isNode && one.exe !== null && !/\(deleted\)$|\/node_modules\//.test(one.exe))
            .map(({ exe }) => exe ?? ''),
        ),
      ];
      return [
        makeFinding(ID, isUp ? 'smell' : 'cause', {
          about: [key, `file:${executable.command}`],
          says: `${keeper.name} is to be started with ${missing}${isUp ? ': it will not start again' : ''}.`,
          began: messages[0]?.firstAt ?? null,
          evidence: [place, ...messages.slice(0, 1).map(evidenceOf)],
          data: { keeper: key, command: executable.command, interpreter: executable.interpreter },
          remedy: {
            says: `Name the program where it is${isVersioned(executable) ? ': a path with a version in it goes with the next upgrade, so better a Node that stays' : ''}${nodes[0] ? `; ${nodes[0]} runs here` : ''}.`,
            commands: [
              'command -v node',
              'ls -d /usr/bin/node /usr/local/bin/node ~/.nvm/versions/node/*/bin/node',
              ...keeper.commands.look.slice(0, 1),
            ],
            fix: 'point-keeper-at-node',
          },
        }),
      ];
    });
  },
};

interface Named {
  key: EntityKey;
  executable: UnitExecutable;
  place: Evidence;
}

function executablesOf(facts: Facts<FactId>): Named[] {
  const units = (facts.find('systemd.units') ?? []).flatMap(({ name, executable, places }): Named[] =>
    executable
      ? [
          {
            key: `unit:${name}`,
            executable,
            place: { source: 'systemctl show', text: `ExecStart=${executable.command} …`, ...places['ExecStart'] },
          },
        ]
      : [],
  );
  const programs = (facts.find('supervisor.programs')?.programs ?? []).flatMap(
    ({ name, executable, place, configured }): Named[] =>
      executable
        ? [
            {
              key: `program:${name}`,
              executable,
              place: {
                source: 'supervisor files',
                text: `command=${configured?.['command'] ?? executable.command}`,
                ...(place ? { file: place.file, line: place.line } : {}),
              },
            },
          ]
        : [],
  );
  return [...units, ...programs];
}

function whatIsMissing({ command, path, exists, interpreter, interpreterExists }: UnitExecutable): string | null {
  if (exists === false)
    return path === null
      ? `${command}, which is nowhere on the path that keepers search`
      : `${command}, which isn't there`;
  if (interpreterExists === false)
    return `${command}, a script that asks for ${interpreter}, which its keeper doesn't find`;
  return null;
}

const isVersioned = ({ command }: UnitExecutable): boolean =>
  /\/(?:\.nvm|\.fnm|\.volta|\.asdf|\.local\/share\/(?:fnm|mise)|n\/versions|nodejs\/v?\d)/.test(command);
