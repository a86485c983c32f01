// Decides what a person should know of a configuration that is right as it stands: warnings, none of which stops a start.
import { formatDuration } from '../std/duration.ts';
import type { AppFacts } from './app-facts.ts';
import { clocksIn, consumersIn } from './app-packages.ts';
import { sumConnections } from './connection-sum.ts';
import type { PreparedApp, PreparedPool } from './make-launches.ts';
import type { AppConfig, PoolConfig } from './model.ts';

export interface Warning {
  /** Null for the app as a whole. */
  pool: string | null;
  message: string;
}

/** How long nginx keeps an idle connection to an upstream by default (keepalive_timeout of ngx_http_upstream_module). */
const NGINX_IDLE_MS = 60_000;

export function judgeApp(app: AppConfig, prepared: PreparedApp, facts: AppFacts): Warning[] {
  return [
    ...judgeNode(app, prepared),
    ...prepared.pools.flatMap(({ pool, launch, run }) => [
      ...run.notes.map((message) => ({ pool: pool.name, message })),
      ...(pool.kind === 'web' ? judgeWeb(pool, { launch, facts }) : []),
    ]),
    ...judgePackages(app.pools, facts),
    ...judgeConnections(app),
  ];
}

/** npx and package scripts put node_modules/.bin first in PATH, and with it the Node that came along for Allswell. */
function judgeNode(app: AppConfig, { node }: PreparedApp): Warning[] {
  if (app.node !== null || !/\/node_modules\/node-linux-\w+\//.test(node.path)) return [];
  const message =
    `the Node found first on the PATH, ${node.version}, is the one that came with allswell: packages with native parts may be ` +
    'built for another; name the one of the app with node, e.g. node: 22';
  return [{ pool: null, message }];
}

function judgeWeb(pool: PoolConfig, { launch, facts }: Pick<PreparedPool, 'launch'> & { facts: AppFacts }): Warning[] {
  const warnings: string[] = [];
  if (pool.health === null && pool.ready === 'listen') {
    warnings.push('no health path: a worker gets traffic as soon as it listens, and nothing more is checked');
  }
  if (!launch.isNode) {
    const command = launch.argv[0] ?? '';
    warnings.push(`${command} is not Node: the socket reaches the app only if it ends in 'exec node ...'`);
  }
  const port = launch.env['PORT'];
  if (port !== undefined && pool.listen !== null && port !== String(pool.listen.port)) {
    warnings.push(`PORT is ${port} in its environment, but listen says ${pool.listen.port}; remove one of them`);
  }
  const keepAlive = facts.keepAlive[pool.name];
  if (keepAlive !== undefined && keepAlive.ms > 0 && keepAlive.ms < NGINX_IDLE_MS) {
    warnings.push(
      `${keepAlive.file} sets keepAliveTimeout to ${formatDuration(keepAlive.ms)}, below the ${formatDuration(NGINX_IDLE_MS)} of nginx: ` +
        'requests can meet a connection that just closes (502), so "no request is dropped" is off; remove it or set 75 s',
    );
  }
  return warnings.map((message) => ({ pool: pool.name, message }));
}

/** A pool of the right kind is taken as a sign that the jobs were moved there. */
function judgePackages(pools: readonly PoolConfig[], { dependencies }: AppFacts): Warning[] {
  const has = (kind: PoolConfig['kind']) => pools.some((pool) => pool.kind === kind);
  const clocks = has('scheduler') ? [] : clocksIn(dependencies);
  const consumers = has('queue') ? [] : consumersIn(dependencies);
  const named = [...clocks, ...consumers].join(', ');
  if (named === '') return [];
  const kind = clocks.length > 0 ? 'a scheduler pool' : 'a queue pool';
  return pools
    .filter((pool) => pool.kind === 'web' && pool.workers > 1)
    .map((pool) => ({
      pool: pool.name,
      message:
        `standby is not inert: ${named} is installed, and with ${pool.workers} workers each of them, also a new one that ` +
        `still waits for traffic, runs its jobs; move them to ${kind}, or use workers: 1`,
    }));
}

function judgeConnections({ pools, connectionBudget }: AppConfig): Warning[] {
  if (connectionBudget === null) return [];
  const { steady, oneByOne, together, untold } = sumConnections(pools);
  const budget = connectionBudget.limit - connectionBudget.reserve;
  const of = `the budget is ${budget} (${connectionBudget.limit} less ${connectionBudget.reserve} in reserve)`;
  const messages: string[] = [];
  if (steady > budget) messages.push(`the pools open up to ${steady} database connections, and ${of}`);
  else if (oneByOne > budget) {
    messages.push(`a roll needs up to ${oneByOne} database connections even one worker at a time, and ${of}`);
  } else if (together > budget) {
    messages.push(
      `all pools at once would need ${together} database connections in a roll, and ${of}: workers are replaced one by one`,
    );
  }
  if (untold.length > 0) {
    messages.push(`not in the sum of database connections, for they don't say connections: ${untold.join(', ')}`);
  }
  return messages.map((message) => ({ pool: null, message }));
}
