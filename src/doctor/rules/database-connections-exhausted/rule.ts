// Finds databases that turn clients away because all their connections are taken. By whom is said; why they take that many is not.
import type { DatabaseFact } from '../../facts/database-facts.ts';
import {
  databaseKey,
  databaseName,
  isStillRefused,
  keysOf,
  said,
  takersOf,
  takersText,
  whoSaid,
} from '../../join/databases.ts';
import { countOf, evidenceOf, firstOf, MINUTE_MS, newestFirst } from '../../join/messages.ts';
import { timesText } from '../../join/sizes.ts';
import type { Message } from '../../facts/message-facts.ts';
import type { EntityKey, Evidence, Finding, Rule } from '../../model.ts';

const KINDS = {
  postgres: ['postgres-too-many', 'postgres-reserved'],
  mysql: ['mysql-too-many', 'mysql-user-limit'],
  redis: ['redis-too-many'],
} as const;
const RECENT_MS = 3 * MINUTE_MS;

export const rule: Rule<'databases'> = {
  id: 'database-connections-exhausted',
  role: 'mechanism',
  title: 'A database has no connection left',
  needs: ['databases'],
  judge: (facts) =>
    facts.get('databases').flatMap((database): Finding[] => {
      const messages = newestFirst(
        said(facts, KINDS[database.kind]).filter((message) => isAboutThis(message, database, facts.get('databases'))),
      );
      const account = database.accountLimits.find(({ max, used }) => used >= max);
      const isFull = database.trouble === 'too-many' || isUsedUp(database) || account !== undefined;
      if (!isFull && messages.length === 0) return [];
      const takers = takersOf(facts, database);
      const { maxConnections: max, reservedConnections: reserved, usedConnections: used } = database;
      const numbers =
        max === null
          ? 'has no connection left'
          : `has ${used ?? 'all'} of its ${max} connections in use${reserved ? ` (${reserved} are kept for administrators)` : ''}`;
      const holdsNow =
        isFull ||
        (database.trouble === null &&
          messages.some((message) => message.about.length > 0 && isStillRefused(facts, message, RECENT_MS)));
      return [
        {
          rule: 'database-connections-exhausted',
          role: 'mechanism',
          about: [...new Set<EntityKey>([databaseKey(database), ...keysOf(takers), ...whoSaid(messages)])],
          says:
            sentence(database, isFull, numbers, messages, account) +
            (takers.length > 0 ? ` Held by: ${takersText(takers)}.` : ''),
          began: firstOf(messages),
          holdsNow,
          strength: 'proof',
          evidence: [
            ...(database.problem ? [{ source: databaseName(database), text: database.problem }] : []),
            ...(database.askedBy === 'login'
              ? [
                  {
                    source: databaseName(database),
                    text: `${used ?? '?'} connections, limit ${max ?? '?'}: ${takersText(takers)}`,
                  },
                ]
              : []),
            ...messages.slice(0, 2).map((message): Evidence => evidenceOf(message)),
          ],
          against: [],
          data: {
            kind: database.kind,
            max,
            used,
            reserved,
            topTaker: takers[0]?.name ?? null,
            topCount: takers[0]?.count ?? null,
          },
          remedy: {
            says: 'Have fewer connections opened: smaller pools, fewer processes, or a pooler in front. A higher limit costs the server memory for each.',
            commands: commandsFor(database),
            fix: null,
          },
        },
      ];
    }),
};

function isUsedUp({ kind, usedConnections, maxConnections, reservedConnections }: DatabaseFact): boolean {
  if (usedConnections === null || maxConnections === null) return false;
  // Our own connection was one of them at that moment.
  const own = kind === 'postgres' ? 0 : 1;
  return usedConnections - own >= maxConnections - (reservedConnections ?? 0);
}

/** A driver does not say which server it was: where two of a kind are known, the line is about the one that is full. */
const isAboutThis = (_: Message, database: DatabaseFact, all: readonly DatabaseFact[]): boolean => {
  const same = all.filter(({ kind }) => kind === database.kind);
  return same.length === 1 || database.trouble === 'too-many' || isUsedUp(database);
};

function sentence(
  database: DatabaseFact,
  isFull: boolean,
  numbers: string,
  messages: Message[],
  account: DatabaseFact['accountLimits'][number] | undefined,
): string {
  const name = databaseName(database);
  if (account) return `${name} lets ${account.user} have ${account.max} connections at most, and all are in use.`;
  if (isFull) return `${name} ${numbers} and turns clients away.`;
  return `${name} turned clients away for want of connections ${timesText(countOf(messages))}; just now there is room.`;
}

function commandsFor({ kind, port }: DatabaseFact): string[] {
  if (kind === 'postgres')
    return [
      `sudo -u postgres psql -p ${port ?? 5432} -c "select application_name, usename, state, count(*) from pg_stat_activity group by 1, 2, 3 order by 4 desc"`,
    ];
  if (kind === 'mysql')
    return [
      'mysql -e "select user, host, db, command, count(*) from information_schema.processlist group by 1, 2, 3, 4 order by 5 desc"',
    ];
  return [
    `redis-cli -p ${port ?? 6379} client list | sed 's/.*addr=//; s/:.*name=/ /; s/ .*//' | sort | uniq -c | sort -n | tail`,
  ];
}
