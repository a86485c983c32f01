// Finds keepers that are to start their application as a user or group which this machine doesn't have.
import { keptOf } from '../../join/kept.ts';
import { makeFinding } from '../../join/make-finding.ts';
import { evidenceOf, messagesOf } from '../../join/messages.ts';
import type { EntityKey, Evidence, FactId, Facts, Finding, Rule } from '../../model.ts';

const ID = 'keeper-runs-as-missing-user';

interface Missing {
  key: EntityKey;
  name: string;
  what: string;
  place: Evidence;
}

export const rule: Rule<'processes'> = {
  id: ID,
  role: 'cause',
  title: 'An application is to run as a user that does not exist',
  needs: ['processes'],
  judge: (facts) => {
    const kept = keptOf(facts);
    return [...inUnits(facts), ...inPrograms(facts)].map(({ key, name, what, place }): Finding => {
      const messages = messagesOf(facts, ['systemd-user-failed'], (message) => message.about.includes(key));
      const keeper = kept.find((one) => one.key === key);
      const isUp = keeper?.isUp === true;
      return makeFinding(ID, isUp ? 'smell' : 'cause', {
        about: [key],
        says: `${name} is to run as ${what}, and this machine has none of that name${isUp ? ': it will not start again' : ''}.`,
        began: messages[0]?.firstAt ?? null,
        evidence: [place, ...messages.slice(0, 1).map(evidenceOf)],
        data: { keeper: key, what },
        remedy: {
          says: `Name an account that exists, or make this one, without a shell and a home.`,
          commands: what.startsWith('user')
            ? [
                `getent passwd ${what.slice(5)}`,
                `useradd --system --no-create-home --shell /usr/sbin/nologin ${what.slice(5)}`,
                ...(keeper?.commands.start ?? []),
              ]
            : [
                `getent group ${what.slice(6)}`,
                `groupadd --system ${what.slice(6)}`,
                ...(keeper?.commands.start ?? []),
              ],
        },
      });
    });
  },
};

function inUnits(facts: Facts<FactId>): Missing[] {
  return (facts.find('systemd.units') ?? []).flatMap(
    ({ name, user, group, userExists, groupExists, places }): Missing[] => {
      const what = userExists === false ? `user ${user}` : groupExists === false ? `group ${group}` : null;
      const place = {
        source: 'systemctl show',
        text: `${what?.startsWith('user') ? 'User' : 'Group'}=${what?.split(' ')[1]}`,
        ...places[what?.startsWith('user') ? 'User' : 'Group'],
      };
      return what === null ? [] : [{ key: `unit:${name}`, name, what, place }];
    },
  );
}

function inPrograms(facts: Facts<FactId>): Missing[] {
  return (facts.find('supervisor.programs')?.programs ?? []).flatMap(
    ({ name, userExists, configured, place }): Missing[] =>
      userExists === false
        ? [
            {
              key: `program:${name}`,
              name,
              what: `user ${configured?.['user'] ?? ''}`,
              place: {
                source: 'supervisor files',
                text: `user=${configured?.['user'] ?? ''}`,
                ...(place ? { file: place.file, line: place.line } : {}),
              },
            },
          ]
        : [],
  );
}
