// Starts a keeper that outlives its caller, and waits until its daemon answers.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import type { Failure } from '../../failure/failure.ts';
import { failed, ok, type Result } from '../../std/result.ts';
import { type Home, makeHome } from './home.ts';
import { packageRoot } from './package-root.ts';
import { readTail, sizeOf } from './read-tail.ts';

const START_TIMEOUT_MS = 15_000;
const LOOK_EVERY_MS = 20;

export const keeperFile = (): string => {
  const source = join(packageRoot(), 'src', 'keeper', 'main.ts');
  return existsSync(source) ? source : join(packageRoot(), 'dist', 'src', 'keeper', 'main.js');
};

export async function startKeeper(home: Home): Promise<Result<null, Failure>> {
  let log: number;
  try {
    makeHome(home);
    log = openSync(home.daemonLog, 'a', 0o600);
  } catch (error) {
    return failed({ code: 'home-unwritable', home: home.state, reason: (error as Error).message });
  }
  const from = sizeOf(home.daemonLog);
  const keeper = spawn(process.execPath, [keeperFile()], { stdio: ['ignore', log, log], detached: true, cwd: '/' });
  closeSync(log);
  let hasEnded = false;
  keeper.once('exit', () => (hasEnded = true));
  const until = performance.now() + START_TIMEOUT_MS;
  while (!hasEnded && performance.now() < until) {
    if (await answers(home.controlSocket)) {
      keeper.unref();
      return ok(null);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  keeper.unref();
  return failed({ code: 'daemon-did-not-start', home: home.state, lastWords: readTail(home.daemonLog, from) });
}

function answers(path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = net.connect(path);
  socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
