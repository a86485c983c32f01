// The daemon: all judgement. Child of the keeper; may be killed or upgraded at any moment and reads its state back.
import { EXIT_HOME_IN_USE, type FromKeeper } from '../../protocol/keeper.ts';
import { serveControl } from '../control/serve-control.ts';
import { explainFailure } from '../failure/explain-failure.ts';
import type { Failure } from '../failure/failure.ts';
import { findHome, makeHome } from '../host/linux/home.ts';
import { livingKeeper, noteKeeper } from '../host/linux/keeper-note.ts';
import { lockHome } from '../host/linux/lock-home.ts';
import { readBootId } from '../host/linux/monotonic.ts';
import { notifySystemd } from '../host/linux/notify-systemd.ts';
import { answerRequest } from './answer-request.ts';
import { AppChannel } from './app-channel.ts';
import { hearApp } from './hear-app.ts';
import { hearKeeper } from './hear-keeper.ts';
import { Journal } from './journal.ts';
import { linkKeeper } from './keeper-link.ts';
import { startLogIndex } from './log-index.ts';
import { startLoop } from './loop.ts';
import { obeyEnd } from './obey-end.ts';
import { restoreApps } from './restore-apps.ts';
import { endStrays, sweepStrays, watchForStrays } from './strays.ts';
import type { Daemon } from './surroundings.ts';

const home = findHome();
try {
  makeHome(home);
} catch (error) {
  refuse({ code: 'home-unwritable', home: home.state, reason: (error as Error).message });
}
const lock = lockHome(home.lock);
const keeperNoted = livingKeeper(home);
if (!lock.ok)
  refuse(
    lock.failure === 'held'
      ? { code: 'home-in-use', home: home.state, pid: keeperNoted }
      : { code: 'home-unwritable', home: home.state, reason: lock.failure },
  );
// Its daemon is being replaced, and we were quicker.
if (keeperNoted !== null && keeperNoted !== process.ppid)
  refuse({ code: 'home-in-use', home: home.state, pid: keeperNoted });
noteKeeper(home, process.ppid);

const boot = readBootId();
let inventory: Extract<FromKeeper, { kind: 'inventory' }> | null = null;
const early: Exclude<FromKeeper, { kind: 'inventory' }>[] = [];
const keeper = linkKeeper(
  (message) => {
    if (message.kind === 'inventory') begin((inventory = message));
    else if (inventory) hearKeeper(daemon, message);
    else early.push(message);
  },
  () => void keeperDied(),
);
const journal = new Journal(home.journal, boot, () =>
  [...daemon.apps.values()].map((app) => ({ app: app.state, source: app.source })),
);
const daemon: Daemon = {
  home,
  keeper,
  journal,
  channel: new AppChannel(home.appSocket, (worker, message) => hearApp(daemon, worker, message)),
  apps: new Map(),
  strays: new Map(),
  startedAt: new Date().toISOString(),
  isUnderSystemd: false,
  passed: new Map(),
  dispatch: () => {},
  followers: new Set(),
  notified: new Set(),
};
let endsAsked = 0;
let closeControl = (): void => {};
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    endsAsked += 1;
    // Before we know what there is we can't take it down.
    if (inventory) void obeyEnd(daemon, endsAsked > 1);
  });
}

function begin(first: NonNullable<typeof inventory>): void {
  const reading = journal.read();
  if (reading.kind === 'too-new') refuse({ code: 'state-too-new', file: home.journal, found: reading.found, known: 1 });
  if (reading.kind === 'read' && reading.repaired) console.error(`allswell: ${reading.repaired}`);
  daemon.isUnderSystemd = first.isUnderSystemd;
  daemon.passed = new Map(Object.entries(first.passed));
  startLoop(daemon);
  if (reading.kind === 'read') restoreApps(daemon, reading.apps, boot, first);
  for (const message of early) hearKeeper(daemon, message);
  sweepStrays(daemon);
  watchForStrays(daemon);
  startLogIndex(home.logs);
  closeControl = serveControl(
    home.controlSocket,
    (request, say) => answerRequest(daemon, request, say),
    (say) => daemon.followers.delete(say),
  );
  notifySystemd('READY=1');
  if (first.isEndAsked || endsAsked > 0) void obeyEnd(daemon, false);
}

/** Without our keeper nobody holds the sockets; under systemd a new one comes and takes the workers over. */
async function keeperDied(): Promise<void> {
  // Nothing can be done for anybody any more: whoever calls now must find nobody, and start anew.
  closeControl();
  if (!daemon.isUnderSystemd) {
    daemon.apps.clear();
    await endStrays(daemon);
  }
  process.exit(1);
}

function refuse(failure: Failure): never {
  console.error(`allswell: ${explainFailure(failure)}`);
  process.exit(failure.code === 'home-in-use' ? EXIT_HOME_IN_USE : 3);
}
