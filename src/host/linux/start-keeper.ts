// Starts a keeper that outlives its caller, and waits until its daemon answers. Where a unit is installed, systemd does it.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, writeSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { EXIT_HOME_IN_USE } from '../../../protocol/keeper.ts';
import type { Failure } from '../../failure/failure.ts';
import { failed, ok, type Result } from '../../std/result.ts';
import { type Home, makeHome } from './home.ts';
import { packageRoot, packageVersion } from './package-root.ts';
import { readTail, sizeOf } from './read-tail.ts';
import { mustSystemctl } from './systemd.ts';
import { isInstalledFor } from './unit-files.ts';
import { UNITS } from './unit-names.ts';

const START_TIMEOUT_MS = 15_000;
const LOOK_EVERY_MS = 20;

export const keeperFile = (): string => {
  const source = join(packageRoot(), 'src', 'keeper', 'main.ts');
  return existsSync(source) ? source : join(packageRoot(), 'dist', 'src', 'keeper', 'main.js');
};

export async function startKeeper(home: Home): Promise<Result<null, Failure>> {
  if (isInstalledFor(home)) return startUnit(home);
  let log: number;
  try {
    makeHome(home);
    log = openSync(home.daemonLog, 'a', 0o600);
    // A full disk is told here: a daemon whose log takes nothing could not tell it.
    writeSync(log, `${new Date().toISOString()} allswell ${packageVersion()} starts\n`);
  } catch (error) {
    return failed({ code: 'home-unwritable', home: home.state, reason: (error as Error).message });
  }
  const from = sizeOf(home.daemonLog);
  const keeper = spawn(process.execPath, [keeperFile()], { stdio: ['ignore', log, log], detached: true, cwd: '/' });
  closeSync(log);
  // One that came second gives way; the first one's daemon is about to answer.
  let hasFailed = false;
  keeper.once('exit', (code) => (hasFailed = code !== EXIT_HOME_IN_USE));
  const isUp = await waitForDaemon(home, () => hasFailed);
  keeper.unref();
  if (isUp) return ok(null);
  return failed({ code: 'daemon-did-not-start', home: home.state, lastWords: readTail(home.daemonLog, from) });
}

async function startUnit(home: Home): Promise<Result<null, Failure>> {
  const refused = await mustSystemctl('start', UNITS.service);
  if (refused) return failed(refused);
  if (await waitForDaemon(home, () => false)) return ok(null);
  return failed({ code: 'daemon-did-not-start', home: home.state, lastWords: [`see: journalctl -u ${UNITS.service}`] });
}

/** False when it doesn't answer in time, or can't any more. */
export async function waitForDaemon(home: Home, isHopeless: () => boolean): Promise<boolean> {
  const until = performance.now() + START_TIMEOUT_MS;
  while (!isHopeless() && performance.now() < until) {
    if (await answers(home.controlSocket)) return true;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return false;
}

function answers(path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = net.connect(path);
  socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
