// Decides which pools a Procfile means.
import type { DetectedPool } from './detected-app.ts';
import type { PoolKind } from './model.ts';
import { proposeName } from './name.ts';

const SCHEDULERS = ['scheduler', 'cron', 'clock', 'beat'];
const ONE_SHOT = ['release', 'postdeploy'];

export function detectProcfile(text: string): { pools: DetectedPool[]; leftOut: string[] } {
  const pools: DetectedPool[] = [];
  const leftOut: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, process = '', run = ''] = /^\s*([A-Za-z0-9_-]+)\s*:\s*(.+?)\s*$/.exec(line) ?? [];
    const name = proposeName(process);
    if (name === null) continue;
    if (ONE_SHOT.includes(name)) {
      leftOut.push(`Procfile: ${process} (${run}) runs once, in a deploy; a pool would run it again and again`);
      continue;
    }
    pools.push({ name, kind: kindOf(name), run, from: `Procfile: ${process}`, port: null, health: null, notes: [] });
  }
  return { pools, leftOut };
}

function kindOf(name: string): PoolKind {
  if (name === 'web') return 'web';
  return SCHEDULERS.includes(name) ? 'scheduler' : 'queue';
}
