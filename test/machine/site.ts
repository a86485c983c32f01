// Puts applications and an nginx site into a box, as people have them, and looks at how they are.
import { join } from 'node:path';
import type { Status } from '../../protocol/control.ts';
import { waitFor } from '../process/wait.ts';
import type { Box } from './box/box.ts';

const APPS = join(import.meta.dirname, '..', 'apps');
export const CONFIG = '/srv/shop/allswell.yaml';
export const DIRECT = 'http://127.0.0.1:3000/orders';
export const THROUGH_NGINX = 'http://127.0.0.1/orders';

/** As docs/guide/nginx.md says. */
const NGINX_SITE = `
upstream shop { server 127.0.0.1:3000 max_fails=0; keepalive 64; keepalive_timeout 5s; }
server {
  listen 80 default_server;
  location / { proxy_pass http://shop; proxy_http_version 1.1; proxy_set_header Connection ""; }
}
`;

/** nginx on 80, before an app of two workers on 127.0.0.1:3000. */
export async function putSite(box: Box): Promise<void> {
  putApp(box, 'shop', { run: 'plain-http.cjs', listen: '127.0.0.1:3000', workers: 2, health: '/health' });
  box.write('/etc/nginx/sites-available/default', NGINX_SITE);
  await box.must('systemctl', 'reload', 'nginx');
}

/** Fixture apps under one configuration, whose path it gives. Every `run` is a file of test/apps. */
export function putApp(
  box: Box,
  name: string,
  config: { run?: string; pools?: Record<string, { run: string }> } & Record<string, unknown>,
): string {
  const scripts = [config, ...Object.values(config.pools ?? {})].flatMap(({ run }) => run ?? []);
  for (const script of scripts) box.copyIn(join(APPS, script), `/srv/${name}/${script}`);
  const file = `/srv/${name}/allswell.yaml`;
  box.write(file, JSON.stringify({ name, ...config }, null, 2));
  return file;
}

export async function readStatus(box: Box): Promise<Status> {
  const { stdout, stderr } = await box.run('allswell', 'status', '--json');
  const status = stdout === '' ? null : (JSON.parse(stdout) as Status | { ok: false });
  if (status === null || 'ok' in status) throw new Error(`no status: ${stdout}${stderr}`);
  return status;
}

/** True once there are apps and all is well; a daemon that isn't there yet is no error. */
export async function servesAll(box: Box): Promise<boolean> {
  const status = await readStatus(box).catch(() => null);
  return status !== null && status.apps.length > 0 && status.isWell;
}

/** Pid and command of every process that has to do with Allswell or its apps. */
export async function ownProcesses(box: Box): Promise<string[]> {
  const lines = (await box.must('ps', '-eo', 'pid=,args=')).split('\n').map((line) => line.trim());
  return lines.filter((line) => /allswell|\/srv\//.test(line));
}

/** The HTTP status of a GET, or the code of its error. */
export async function statusOf(box: Box, url: string): Promise<number | string> {
  const script = 'fetch(process.argv[1]).then((r) => console.log(r.status), (e) => console.log(e.cause.code))';
  const said = (await box.must('node', '-e', script, url)).trim();
  return /^\d+$/.test(said) ? Number(said) : said;
}

/** Begins a request that takes `ms` and waits until a worker has it in hand; `answered` is its status or error code. */
export async function holdRequest(box: Box, ms: number, port = 3000): Promise<{ answered: Promise<number | string> }> {
  const answered = statusOf(box, `http://127.0.0.1:${port}/slow?ms=${ms}`).catch(() => 'the box ended');
  await waitFor('the slow request is in hand', async () => {
    const { apps } = await readStatus(box);
    return apps.some((app) =>
      app.pools.some((pool) => pool.workers.some((worker) => (worker.requestsInHand ?? 0) > 0)),
    );
  });
  return { answered };
}

/** Pids of the serving workers of an app. */
export async function servingPids(box: Box, app = 'shop'): Promise<number[]> {
  const { apps } = await readStatus(box);
  const workers = apps.find((one) => one.name === app)?.pools.flatMap((pool) => pool.workers) ?? [];
  return workers.flatMap((worker) => (worker.state === 'serving' && worker.pid !== null ? [worker.pid] : []));
}

/** Until all is well with other workers than `before`, who have left. */
export async function waitForFreshWorkers(box: Box, before: number[]): Promise<number[]> {
  return waitFor(
    'fresh workers serve and the old ones have left',
    async () => {
      const status = await readStatus(box).catch(() => null);
      const workers = status?.apps.flatMap((app) => app.pools.flatMap((pool) => pool.workers)) ?? [];
      const pids = workers.flatMap((worker) => worker.pid ?? []);
      return status?.isWell &&
        workers.every((worker) => worker.state === 'serving') &&
        !pids.some((pid) => before.includes(pid))
        ? pids
        : null;
    },
    40_000,
  );
}

export async function keeperPid(box: Box): Promise<number> {
  return Number(await box.must('systemctl', 'show', '--property=MainPID', '--value', 'allswell.service'));
}
