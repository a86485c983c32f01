// Clients that post to a box over kept-alive connections: their own process, inside the box's network.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { LoadMark } from '../bench/load-process.ts';
import type { Box } from './box/box.ts';
import { DIRECT, THROUGH_NGINX } from './site.ts';

const CHILD = join(import.meta.dirname, '..', 'bench', 'load-child.ts');
/** Lulls and pauses longer than a second are among them: idle connections are where others fail. */
const OPTIONS = {
  clients: 20,
  body: '{"sku":"teapot"}',
  pauseShare: 0.07,
  pauseMsMax: 1500,
  thinkMs: 15,
  timeoutMs: 30_000,
  lull: { everyMs: 4000, restMs: 1200 },
};
/** Long enough for every client to have its connections. */
const WARM_UP_MS = 800;

/** Posts through nginx and past it while `during` happens; fails when a single request did. Prints what it counted. */
export async function losesNothing(box: Box, what: string, during: () => Promise<unknown>): Promise<void> {
  const loads = [startLoad(box, THROUGH_NGINX), startLoad(box, DIRECT)];
  await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS));
  try {
    await during();
  } finally {
    const [through, direct] = await Promise.all(loads.map(stopLoad));
    const say = (mark?: LoadMark): string => `${mark?.sent} sent, ${mark?.failed} failed, slowest ${slowest(mark)} ms`;
    console.log(`   ${what}: through nginx ${say(through)}; direct ${say(direct)}`);
    expect.soft({ failed: through?.failed, failures: through?.failures }).toEqual({ failed: 0, failures: [] });
    expect.soft({ failed: direct?.failed, failures: direct?.failures }).toEqual({ failed: 0, failures: [] });
    expect.soft(Math.min(through?.sent ?? 0, direct?.sent ?? 0)).toBeGreaterThan(100);
  }
}

const slowest = (mark?: LoadMark): number => Math.round(mark?.slowest[0]?.tookMs ?? 0);

function startLoad(box: Box, url: string): ChildProcess {
  const command = [
    '--target',
    String(box.pid),
    '--net',
    '--',
    process.execPath,
    CHILD,
    JSON.stringify({ ...OPTIONS, url }),
  ];
  return spawn('nsenter', command, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

/** Lets every client finish what it has in hand. */
function stopLoad(child: ChildProcess): Promise<LoadMark> {
  const { promise, resolve, reject } = Promise.withResolvers<LoadMark>();
  child.once('message', (message) => resolve(message as LoadMark));
  child.once('exit', (code) => reject(new Error(`the load ended by itself with ${code}`)));
  child.send('stop');
  return promise;
}
