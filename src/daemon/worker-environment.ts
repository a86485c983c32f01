// What a worker is started with beyond what its app declares: who it is, where its daemon and its sockets are.
import { join } from 'node:path';
import type { Launch, PoolConfig } from '../config/model.ts';
import type { Home } from '../host/linux/home.ts';
import { packageRoot } from '../host/linux/package-root.ts';
import type { SocketAddress } from '../supervise/model.ts';

/** Inherited sockets begin here: 0, 1 and 2 are stdin, stdout and stderr. */
const FIRST_SOCKET_FD = 3;
/** What an app is told when nobody said otherwise: the field's habit. */
const DEFAULT_PORT = 3000;

export interface WorkerIdentity {
  app: string;
  pool: PoolConfig;
  worker: string;
  seat: number;
  generation: number;
  sockets: SocketAddress[];
}

export function workerEnvironment(home: Home, who: WorkerIdentity, launch: Launch): Record<string, string> {
  const { pool, sockets } = who;
  const passed = sockets.map(({ host, port }, index) => ({
    host,
    port,
    fds: [FIRST_SOCKET_FD + 2 * index, FIRST_SOCKET_FD + 2 * index + 1],
  }));
  const port = pool.listen?.port ?? sockets[0]?.port ?? Number(launch.env['PORT'] ?? DEFAULT_PORT);
  const ownOptions = launch.env['NODE_OPTIONS'] ?? '';
  return {
    ...launch.env,
    ...(pool.kind === 'web' ? { PORT: String(port) } : {}),
    // PM2's name for it, counted from 0: apps start their crons in instance 0.
    NODE_APP_INSTANCE: String(who.seat - 1),
    NODE_OPTIONS: `${ownOptions} --require "${preloadPath()}"`.trim(),
    ALLSWELL_NODE_OPTIONS: ownOptions,
    ALLSWELL_KEPT_BY: home.state,
    ALLSWELL_APP: who.app,
    ALLSWELL_POOL: pool.name,
    ALLSWELL_SEAT: String(who.seat),
    ALLSWELL_WORKER: `${who.app}/${who.worker}`,
    ALLSWELL_GENERATION: String(who.generation),
    ALLSWELL_KIND: pool.kind,
    ALLSWELL_CHANNEL: home.appSocket,
    ALLSWELL_PROBE_PATH: probePath(home, who.app, who.worker),
    ALLSWELL_SOCKETS: JSON.stringify(passed),
  };
}

const preloadPath = (): string => join(packageRoot(), 'preload', 'preload.cjs').replace(/["\\]/g, '\\$&');

/** The private socket on which a worker answers probes. Short: a unix socket's path holds 107 characters. */
export const probePath = (home: Home, app: string, worker: string): string =>
  join(home.probes, `${app.slice(0, 12)}-${worker.replace(/[^a-z0-9.#-]/gi, '_').slice(-20)}`);
