// Finds what the benches work with: the Nodes of applications, nginx, wrk, the fixture applications.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');
const apps = join(root, 'test', 'apps');

export interface BenchApp {
  name: string;
  file: string;
  /** Where it takes POSTs. */
  post: string;
}

const web = (name: string, folder: string, post: string): BenchApp => ({
  name,
  file: join(apps, folder, `${name}.cjs`),
  post,
});

export const plainHttp = web('plain-http', '.', '/orders');
export const nestExpress = web('nest-express', 'frameworks', '/orders');
export const webApps = [
  plainHttp,
  web('express-plain', 'frameworks', '/orders'),
  nestExpress,
  web('nest-fastify', 'frameworks', '/orders'),
];

/** Those whose packages are installed here. */
export const readyApps = (): BenchApp[] =>
  webApps.filter(({ file }) => !file.includes('frameworks') || existsSync(join(file, '..', 'node_modules')));

/** The Node of this checkout is 24; the others are fetched beside it before a bench. */
export const findNode = (major: number): string | null => {
  if (process.version.startsWith(`v${major}.`)) return process.execPath;
  const folder = process.env['ALLSWELL_BENCH_NODES'] ?? join(root, '.tools', 'node_modules');
  const path = join(folder, `node${major}`, 'bin', 'node');
  return existsSync(path) ? path : null;
};

export function findProgram(name: string): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}
