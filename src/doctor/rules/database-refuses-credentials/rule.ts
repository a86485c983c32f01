// Finds programs that a database does not let in as who they say they are: wrong password, account, database or host rule.
// Only what programs here say counts: a server's own log is full of strangers who try.
import type { Message } from '../../facts/message-facts.ts';
import { isOfServer, isStillRefused } from '../../join/databases.ts';
import { evidenceOf, firstOf, MINUTE_MS, newestFirst } from '../../join/messages.ts';
import { timesText } from '../../join/sizes.ts';
import { standingOf } from '../../join/standing.ts';
import type { Finding, Rule } from '../../model.ts';

const KINDS = [
  'postgres-auth-failed',
  'mysql-auth-failed',
  'redis-auth-failed',
  'postgres-no-database',
  'mysql-no-database',
];
const RECENT_MS = 10 * MINUTE_MS;

export const rule: Rule<'messages'> = {
  id: 'database-refuses-credentials',
  role: 'cause',
  title: 'A database refuses an application’s credentials',
  needs: ['messages'],
  judge: (facts) => {
    const messages = newestFirst(
      facts.get('messages').filter((message) => KINDS.includes(message.kind) && !isOfServer(message)),
    );
    return [
      ...Map.groupBy(messages, (message) => standingOf(facts, message).about[0] ?? message.source).values(),
    ].flatMap((group): Finding[] => {
      const [first] = group;
      if (!first) return [];
      const standing = standingOf(facts, first);
      const name = standing.kept[0]?.name ?? first.file ?? first.source;
      const count = group.reduce((sum, one) => sum + one.count, 0);
      return [
        {
          rule: 'database-refuses-credentials',
          role: 'cause',
          about: standing.about.length > 0 ? standing.about : ['host:here'],
          says: `${name} is not let into its database, ${timesText(count)}: ${reasonOf(first)}.`,
          began: firstOf(group),
          holdsNow: group.some((message) => isStillRefused(facts, message, RECENT_MS)),
          strength: 'proof',
          evidence: group.slice(0, 3).map(evidenceOf),
          against: [],
          data: {
            program: name,
            kind: first.kind,
            user: first.data['user'] ?? null,
            database: first.data['database'] ?? null,
            reason: first.data['reason'] ?? null,
          },
          remedy: {
            says: 'Compare what the running process has in its environment with its .env file and with the account on the server; a process keeps the values it was started with.',
            commands: [
              "tr '\\0' '\\n' < /proc/PID/environ | grep -iE '^(DATABASE|DB_|PG|MYSQL|REDIS)' | sed 's/=.*/=…/'",
            ],
            fix: null,
          },
        },
      ];
    });
  },
};

function reasonOf({ kind, data }: Message): string {
  const user = data['user'] ? `"${data['user']}"` : 'the account';
  if (kind.endsWith('no-database')) return `the database "${data['database'] ?? ''}" does not exist`;
  switch (data['reason']) {
    case 'no-password':
      return 'it sends no password (the variable is empty or missing)';
    case 'not-needed':
      return 'it sends a password that the server does not ask for';
    case 'peer':
      return `through the socket ${user} must be the system user of the same name`;
    case 'hba':
      return `pg_hba.conf has no entry for ${user} from ${data['host'] ?? 'there'}`;
    case 'no-user':
      return `the role ${user} does not exist`;
    case 'no-login':
      return `${user} may not log in`;
    case 'host':
      return `the server lets nobody in from ${data['host'] ?? 'there'}`;
    case 'plugin':
      return 'its driver does not know the way in which the server checks passwords';
    default:
      return `wrong password or account for ${user}`;
  }
}
