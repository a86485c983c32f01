// Finds databases that applications here need and that don't let them in: nobody listens, nobody is reached, or nobody answers.
import type { DatabaseFact, DatabaseTrouble } from '../../facts/database-facts.ts';
import { databaseKey, databaseName, isLocal, isStillRefused } from '../../join/databases.ts';
import { evidenceOf, firstOf, messagesOf, MINUTE_MS, newestFirst } from '../../join/messages.ts';
import { keptFor } from '../../join/standing.ts';
import type { Message } from '../../facts/message-facts.ts';
import type { EntityKey, Facts, FactId, Finding, Rule } from '../../model.ts';

const RECENT_MS = 30 * MINUTE_MS;
const WORDS: Partial<Record<DatabaseTrouble, string>> = {
  refused: 'nobody listens there',
  absent: 'its socket is not there',
  denied: 'its socket may not be opened',
  unreachable: 'there is no way to it',
  'timed-out': 'it does not answer',
  closed: 'it hangs up at once',
};

export const rule: Rule<'databases'> = {
  id: 'database-does-not-answer',
  role: 'cause',
  title: 'A database that applications need does not answer',
  needs: ['databases'],
  judge: (facts) =>
    facts.get('databases').flatMap((database): Finding[] => {
      const words = database.trouble === null ? undefined : WORDS[database.trouble];
      if (database.answers || words === undefined) return [];
      const { unit } = database;
      const messages = newestFirst(refusalsOf(facts, database));
      const isNeeded =
        messages.some((message) => isStillRefused(facts, message, RECENT_MS)) ||
        unit?.activeState === 'failed' ||
        database.holder !== null;
      if (!isNeeded) return [];
      const kept = messages.flatMap((message) => keptFor(facts, message));
      const about: EntityKey[] = [
        databaseKey(database),
        ...(unit ? [`unit:${unit.name}` as const] : []),
        ...kept.map(({ key }) => key),
        ...messages.flatMap((message) => message.about),
      ];
      const state =
        unit && unit.activeState !== 'active'
          ? `: ${unit.name} is ${unit.activeState === 'failed' ? `failed (${unit.result})` : unit.activeState}`
          : '';
      return [
        {
          rule: 'database-does-not-answer',
          role: 'cause',
          about: [...new Set(about)],
          says: `${databaseName(database)} can't be used: ${words}${state}.`,
          began: firstOf(messages) ?? unit?.since ?? null,
          holdsNow: true,
          strength: 'proof',
          evidence: [
            {
              source: 'our own connection',
              text: `${databaseName(database)}: ${database.problem ?? database.trouble}`,
            },
            ...(unit
              ? [
                  {
                    source: 'systemctl show',
                    text: `${unit.name}: ActiveState=${unit.activeState} Result=${unit.result}`,
                  },
                ]
              : []),
            ...messages.slice(0, 2).map(evidenceOf),
          ],
          against: [],
          data: {
            kind: database.kind,
            host: database.host,
            port: database.port,
            trouble: database.trouble,
            unit: unit?.name ?? null,
          },
          remedy: remedyOf(database, unit?.name ?? null),
        },
      ];
    }),
};

function refusalsOf(facts: Facts<FactId>, { port, host, socket }: DatabaseFact): Message[] {
  const kinds = ['node-connect-refused', 'node-connect-timeout', 'node-connect-reset'] as const;
  return messagesOf(
    facts,
    kinds,
    ({ data }) =>
      (socket !== null && data['path'] === socket) ||
      (data['port'] === String(port) && isSameHost(data['host'] ?? '', host)),
  );
}

const isSameHost = (one: string, other: string): boolean =>
  one === other || (isLocal({ host: one }) && isLocal({ host: other }));

function remedyOf(database: DatabaseFact, unit: string | null): Finding['remedy'] {
  if (!isLocal(database))
    return {
      says: `Look at ${database.host}: whether it runs, listens on that address, and lets this machine through its firewall.`,
      commands: [`nc -vz -w 3 ${database.host} ${database.port ?? ''}`],
      fix: null,
    };
  if (database.trouble === 'timed-out')
    return {
      says: 'It takes connections and does nothing with them: look at its log and its disk before you restart it.',
      commands: unit === null ? [] : [`systemctl status ${unit}`, `journalctl -u ${unit} -n 50 --no-pager`],
      fix: null,
    };
  if (unit === null)
    return {
      says: 'Start it, or correct host and port where the application gets them.',
      commands: ['ss -ltnp'],
      fix: null,
    };
  return {
    says: 'See why it ended, then start it.',
    commands: [`journalctl -u ${unit} -n 50 --no-pager`, `systemctl start ${unit}`],
    fix: 'start-unit',
  };
}
