// Finds units that name an environment file which isn't there: systemd then doesn't even start the program.
import { keptOf } from '../../join/kept.ts';
import { makeFinding } from '../../join/make-finding.ts';
import { evidenceOf, messagesOf } from '../../join/messages.ts';
import type { Finding, Rule } from '../../model.ts';

const ID = 'keeper-reads-missing-environment-file';

export const rule: Rule<'systemd.units'> = {
  id: ID,
  role: 'cause',
  title: 'A unit names an environment file that does not exist',
  needs: ['systemd.units'],
  judge: (facts) => {
    const kept = keptOf(facts);
    return facts.get('systemd.units').flatMap((unit) =>
      unit.environmentFiles
        .filter(({ isOptional, exists }) => !isOptional && exists === false)
        .map(({ path }): Finding => {
          const key = `unit:${unit.name}` as const;
          const isUp = kept.find((one) => one.key === key)?.isUp === true;
          const messages = messagesOf(facts, ['systemd-env-file-absent'], (message) => message.about.includes(key));
          return makeFinding(ID, isUp ? 'smell' : 'cause', {
            about: [key, `file:${path}`],
            says: `${unit.name} reads its environment from ${path}, which isn't there${isUp ? ': it will not start again' : ', so systemd never starts the program'}.`,
            began: messages[0]?.firstAt ?? null,
            evidence: [
              {
                source: 'systemctl show',
                text: `EnvironmentFiles=${path} (ignore_errors=no)`,
                ...unit.places['EnvironmentFile'],
              },
              ...messages.slice(0, 1).map(evidenceOf),
            ],
            data: { unit: unit.name, path },
            remedy: {
              says: 'Put the file there again, readable by root only. Where the application can do without it, write a - before its name in the unit.',
              commands: [`ls -l ${path}`, `systemctl start ${unit.name}`],
            },
          });
        }),
    );
  },
};
