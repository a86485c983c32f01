// Removes a control group with all below it; whatever still runs in it is killed first.
import { existsSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

const LOOK_EVERY_MS = 10;
const TRIES = 500;

export function removeGroup(group: string): void {
  for (let tries = 0; existsSync(group); tries += 1) {
    if (tries > TRIES) throw new Error(`${group} does not get empty`);
    removeTree(group);
    if (existsSync(group)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_EVERY_MS);
  }
}

function removeTree(group: string): void {
  for (const entry of readdirSync(group, { withFileTypes: true })) {
    if (entry.isDirectory()) removeTree(join(group, entry.name));
  }
  try {
    for (const pid of readFileSync(join(group, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean)) {
      // 0: a process that this namespace can't see.
      if (Number(pid) > 0) process.kill(Number(pid), 'SIGKILL');
    }
    rmdirSync(group);
  } catch {
    // Not empty yet, or gone between two looks: the next round tells.
  }
}
