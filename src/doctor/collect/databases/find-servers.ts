// Says which database servers matter here: those that run on this machine, those it is connected to, and those it was refused by.
import type { DatabaseFact } from '../../facts/database-facts.ts';
import type { ListenerFact, ProcessFact } from '../../facts/process-facts.ts';
import type { Look } from '../collector.ts';

export type ServerKind = DatabaseFact['kind'];

export interface Server {
  kind: ServerKind;
  host: string;
  port: number | null;
  socket: string | null;
  /** The server's own process, when it runs here. */
  process: ProcessFact | null;
}

const KIND_OF_PORT: Record<number, ServerKind> = {
  5432: 'postgres',
  5433: 'postgres',
  6432: 'postgres',
  3306: 'mysql',
  3307: 'mysql',
  6379: 'redis',
  6380: 'redis',
};
const KIND_OF_PROGRAM: Record<string, ServerKind> = {
  postgres: 'postgres',
  postmaster: 'postgres',
  pgbouncer: 'postgres',
  mysqld: 'mysql',
  mariadbd: 'mysql',
  'redis-server': 'redis',
  'valkey-server': 'redis',
};
const SERVERS_MAX = 12;
const LOCAL = new Set(['127.0.0.1', '::1', 'localhost', '0.0.0.0', '::']);

export function findServers(look: Look): Server[] {
  const found = new Map<string, Server>();
  const note = (server: Server): void => {
    const key = `${server.kind} ${LOCAL.has(server.host) ? 'here' : server.host} ${server.port ?? server.socket}`;
    const known = found.get(key);
    if (!known) found.set(key, server);
    else {
      known.socket ??= server.socket;
      known.process ??= server.process;
    }
  };
  const processes = new Map((look.find('processes') ?? []).map((one) => [`${one.pid}@${one.start}`, one]));
  for (const listener of look.find('sockets.listening') ?? []) noteListener(listener, processes, note);
  for (const { direction, port, remoteHost } of look.find('sockets.connections') ?? []) {
    const kind = KIND_OF_PORT[port];
    if (direction === 'out' && kind && remoteHost !== null && !LOCAL.has(remoteHost))
      note({ kind, host: remoteHost, port, socket: null, process: null });
  }
  noteRefusals(look, note);
  return [...found.values()].slice(0, SERVERS_MAX);
}

type Note = (server: Server) => void;

function noteListener(
  { kind: family, host, port, path, holders }: ListenerFact,
  processes: Map<string, ProcessFact>,
  note: Note,
): void {
  const process = holders.map((holder) => processes.get(holder)).find((one) => one !== undefined) ?? null;
  const byProgram = KIND_OF_PROGRAM[process?.comm.replace(/^redis-server.*/, 'redis-server') ?? ''];
  if (family === 'tcp' && port !== null) {
    // A proxy of a container's port, or somebody this user may not see: the port is all there is to go by.
    const kind = byProgram ?? (process === null || process.comm === 'docker-proxy' ? KIND_OF_PORT[port] : undefined);
    if (kind) note({ kind, host: localHost(host ?? ''), port, socket: null, process });
    return;
  }
  if (path === null || path.startsWith('@')) return;
  const postgresPort = /\/\.s\.PGSQL\.(\d{1,5})$/.exec(path)?.[1];
  if (postgresPort !== undefined)
    note({ kind: 'postgres', host: '127.0.0.1', port: Number(postgresPort), socket: path, process });
  // Beside its port the same server has a socket: they are joined where the process has one port only.
  else if (byProgram === 'mysql' && !/mysqlx/.test(path))
    note({ kind: 'mysql', host: '127.0.0.1', port: 3306, socket: path, process });
  else if (byProgram === 'redis') note({ kind: 'redis', host: '127.0.0.1', port: 6379, socket: path, process });
}

/** What applications were refused by is a server that should be there. */
function noteRefusals(look: Look, note: Note): void {
  for (const { kind, data } of look.find('messages') ?? []) {
    if (kind !== 'node-connect-refused' && kind !== 'node-connect-timeout') continue;
    const port = Number(data['port']);
    const server = KIND_OF_PORT[port];
    const socketPort = /\/\.s\.PGSQL\.(\d{1,5})$/.exec(data['path'] ?? '')?.[1];
    if (server && data['host']) note({ kind: server, host: data['host'], port, socket: null, process: null });
    else if (socketPort !== undefined)
      note({
        kind: 'postgres',
        host: '127.0.0.1',
        port: Number(socketPort),
        socket: data['path'] ?? null,
        process: null,
      });
  }
}

const localHost = (host: string): string => (host === '0.0.0.0' || host === '::' || host === '*' ? '127.0.0.1' : host);
