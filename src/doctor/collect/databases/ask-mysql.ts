// Asks a MySQL or MariaDB twice: for the greeting that every driver gets, and, where it runs here, through its own client.
import { talk } from '../../../host/linux/talk.ts';
import type { DatabaseFact } from '../../facts/database-facts.ts';
import type { Look } from '../collector.ts';
import { blankFact } from './blank-fact.ts';
import type { Server } from './find-servers.ts';
import { groupSessions } from './group-sessions.ts';
import { holdersOfPorts } from './holders-of-ports.ts';
import {
  isWholePacket,
  MARIADB_QUERY,
  MYSQL_QUERY,
  type MysqlNumbers,
  parseHandshake,
  parseTables,
} from './parse-mysql.ts';

const TIMEOUT_MS = 1500;

export async function askMysql(server: Server, look: Look): Promise<DatabaseFact> {
  const fact = blankFact(server);
  const [greeting, numbers] = await Promise.all([greet(server), askNumbers(server, look)]);
  Object.assign(fact, greeting);
  if (numbers === null) return fact;
  const holderOf = holdersOfPorts(look, server.port ?? 0);
  return { ...fact, ...numbers.fact, askedBy: 'login', clients: groupSessions(numbers.sessions, holderOf) };
}

/** It speaks first. Through the socket where there is one: a port counts connections that ended here as broken. */
async function greet({
  host,
  port,
  socket,
}: Server): Promise<Pick<DatabaseFact, 'answers' | 'trouble' | 'problem' | 'version'>> {
  const place = socket !== null ? { path: socket } : port !== null ? { host, port } : null;
  if (place === null)
    return { answers: false, trouble: 'unreadable', problem: 'it has neither port nor socket', version: null };
  const talked = await talk(place, { send: Buffer.alloc(0), isEnough: isWholePacket, timeoutMs: TIMEOUT_MS });
  if (talked.kind === 'answered' || (talked.kind === 'closed' && isWholePacket(talked.answer)))
    return parseHandshake(talked.answer);
  return { answers: false, trouble: talked.kind, problem: talked.detail, version: null };
}

/** Debian and Ubuntu let root in through the socket without a password, and nobody else. */
async function askNumbers({ socket, process }: Server, look: Look): Promise<MysqlNumbers | null> {
  if (process === null || socket === null || !look.isRoot) return null;
  const isMaria = process.comm === 'mariadbd';
  const args = [
    '--batch',
    '--skip-column-names',
    '--force',
    '--connect-timeout=1',
    `--socket=${socket}`,
    '--user=root',
    '-e',
    isMaria ? MARIADB_QUERY : MYSQL_QUERY,
  ];
  for (const program of isMaria ? ['mariadb', 'mysql'] : ['mysql']) {
    const { stdout, trouble } = await look.run(program, args, { timeoutMs: TIMEOUT_MS });
    if (trouble !== 'absent') return parseTables(stdout);
  }
  return null;
}
