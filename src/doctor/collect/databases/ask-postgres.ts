// Asks a PostgreSQL twice: with the first words of any driver, and, where it runs here, through psql as its own user.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { talk } from '../../../host/linux/talk.ts';
import type { DatabaseFact } from '../../facts/database-facts.ts';
import type { Look } from '../collector.ts';
import { blankFact } from './blank-fact.ts';
import type { Server } from './find-servers.ts';
import { groupSessions } from './group-sessions.ts';
import { holdersOfPorts } from './holders-of-ports.ts';
import { isWholeGreeting, parseGreeting, parseNumbers, POSTGRES_QUERY, startupMessage } from './parse-postgres.ts';

const TIMEOUT_MS = 1500;
const TRIES = 5;
const BETWEEN_TRIES_MS = 200;

export async function askPostgres(server: Server, look: Look): Promise<DatabaseFact> {
  const fact = blankFact(server);
  const [greeting, numbers] = await Promise.all([greet(server), askNumbers(server, look)]);
  Object.assign(fact, greeting);
  if (numbers === null) return fact;
  const holderOf = holdersOfPorts(look, server.port ?? 0);
  return { ...fact, ...numbers.fact, askedBy: 'login', clients: groupSessions(numbers.sessions, holderOf) };
}

/** Over TCP where it listens there: through the socket it would write a refusal into its log. */
async function greet({
  host,
  port,
  socket,
  process,
}: Server): Promise<Pick<DatabaseFact, 'answers' | 'trouble' | 'problem'>> {
  const places = [...(port === null ? [] : [{ host, port }]), ...(socket === null ? [] : [{ path: socket }])];
  let answer: Awaited<ReturnType<typeof talk>> | null = null;
  for (const place of places) {
    answer = await talk(place, {
      send: startupMessage('postgres', 'postgres'),
      isEnough: isWholeGreeting,
      timeoutMs: TIMEOUT_MS,
    });
    // A server that has only a socket refuses at the port and is well.
    if (answer.kind !== 'refused' || process === null) break;
  }
  if (answer === null) return { answers: false, trouble: 'unreadable', problem: 'it has neither port nor socket' };
  if (answer.kind === 'answered' || (answer.kind === 'closed' && answer.answer.length >= 5))
    return parseGreeting(answer.answer);
  return { answers: false, trouble: answer.kind, problem: answer.detail };
}

/** As the user that it runs as, through its socket: PostgreSQL then asks for no password, and keeps slots free for it. */
async function askNumbers({ port, socket, process }: Server, look: Look): ReturnType<typeof ask> {
  if (process === null || socket === null || port === null) return null;
  const mine = process.uid === globalThis.process.getuid?.();
  if (!look.isRoot && !mine) return null;
  const own = join(dirname((process.exe ?? '').replace(/ \(deleted\)$/, '')), 'psql');
  const args = [
    '-XAtq',
    '-h',
    dirname(socket),
    '-p',
    String(port),
    '-U',
    process.user,
    '-d',
    'postgres',
    '-c',
    POSTGRES_QUERY,
  ];
  return ask(look, existsSync(own) ? own : 'psql', args, mine ? null : process.user);
}

async function ask(look: Look, psql: string, args: string[], user: string | null) {
  // Not the search path of others: whoever may create a function there would have us call it with all rights.
  const settings = '-c search_path=pg_catalog -c statement_timeout=1000 -c default_transaction_read_only=on';
  const env = { PGCONNECT_TIMEOUT: '1', PGAPPNAME: 'allswell-doctor', PGOPTIONS: settings, PGPASSFILE: '/dev/null' };
  const [program, all] = user === null ? [psql, args] : ['runuser', ['-u', user, '--', psql, ...args]];
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { status, stdout, stderr } = await look.run(program, all, { timeoutMs: TIMEOUT_MS, env });
    if (status === 0) return parseNumbers(stdout.trim());
    // Clients that are being turned away hold a slot for a moment, also one of those kept for administrators.
    if (!/too many clients|slots are reserved/.test(stderr)) return null;
    await setTimeout(BETWEEN_TRIES_MS);
  }
  return null;
}
