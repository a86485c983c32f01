// `npm run dev`: the shop under this checkout. A change in the sources kills the daemon, and the keeper starts the new one
// with every worker still serving: what users rely on is what developers live on. A change in the preload rolls the shop.
import { spawn, spawnSync } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import type { Status } from '../protocol/control.ts';

const SETTLE_MS = 300;
const root = join(import.meta.dirname, '..');
const allswell = join(root, 'bin', 'allswell');
const env = { ...process.env, ALLSWELL_HOME: join(root, '.tools', 'dev-home') };

const up = spawn(allswell, ['up', join(root, 'examples', 'shop')], { env, stdio: 'inherit' });
up.on('exit', (code) => process.exit(code ?? 1));
process.on('SIGINT', () => {});

onChange(['src', 'protocol'], () => {
  const { stdout } = spawnSync(allswell, ['status', '--json'], { env, encoding: 'utf8' });
  const { pid } = (JSON.parse(stdout) as Status).daemon;
  console.log(`dev: sources changed, daemon ${pid} gives way to a new one`);
  process.kill(pid, 'SIGKILL');
});
onChange(['preload'], () => {
  console.log('dev: preload changed, rolling the shop');
  spawn(allswell, ['roll'], { env, stdio: 'inherit' });
});

function onChange(folders: string[], act: () => void): void {
  let soon: NodeJS.Timeout | null = null;
  for (const folder of folders) {
    watch(join(root, folder), { recursive: true }, () => {
      if (soon) clearTimeout(soon);
      soon = setTimeout(act, SETTLE_MS);
    });
  }
}
