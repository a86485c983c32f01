// The keeper: the smallest process that must not die. Holds sockets, spawns and reaps, restarts the daemon.
// All judgement is in the daemon, which may be killed or upgraded at any moment.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromKeeper, ToKeeper } from '../../protocol/keeper.ts';
import { closeSocket, fdOf, heldKeys, isPassed, openSocket, passedKeys, takePassedSockets } from './held-sockets.ts';
import { KeptProcesses } from './kept-processes.ts';

/** A daemon that dies at once is a bug of ours; restarting it in a loop must not cost the machine. */
const RESTART_MAX_MS = 5000;
/** A daemon that lived this long is restarted at once. */
const LIVED_LONG_MS = 10_000;

const isUnderSystemd = process.env['INVOCATION_ID'] !== undefined && process.env['ALLSWELL_SYSTEMD'] === '1';
const daemonFile = fileURLToPath(
  new URL(`../daemon/main${import.meta.filename.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
);
let daemon: ChildProcess | null = null;
let isEnding = false;
let isEndAsked = false;
let earlyDeaths = 0;

/** Under systemd another keeper comes and takes the workers over, but only with the sockets that systemd holds. */
const processes = new KeptProcesses(tell, (sockets) => !isUnderSystemd || !sockets.every(isPassed));
takePassedSockets(process.env);
// A terminal that closes, or Ctrl-C in a foreground `up`, is the daemon's business: it drains and then tells us to end.
process.on('SIGHUP', () => {});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    isEndAsked = true;
    daemon?.kill(signal);
  });
}
startDaemon();

function startDaemon(): void {
  const startedAt = performance.now();
  const { LISTEN_FDS: _fds, LISTEN_PID: _pid, LISTEN_FDNAMES: _names, ...env } = process.env;
  daemon = spawn(process.execPath, [...process.execArgv, daemonFile, ...process.argv.slice(2)], {
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'json',
    detached: true,
  });
  daemon.on('message', (message) => obey(message as ToKeeper));
  daemon.on('error', () => {});
  daemon.once('exit', (code) => {
    daemon = null;
    if (isEnding) process.exit(code ?? 0);
    earlyDeaths = performance.now() - startedAt > LIVED_LONG_MS ? 0 : earlyDeaths + 1;
    const restMs = earlyDeaths === 0 ? 0 : Math.min(RESTART_MAX_MS, 50 * 2 ** earlyDeaths);
    // Nothing to lose: a daemon that refuses to start (another one owns this home) has said why.
    if (code !== 0 && code !== null && code < 64 && processes.list().length === 0 && heldKeys().length === 0)
      process.exit(code);
    setTimeout(startDaemon, restMs);
  });
  // A daemon that died over it, or before it could hear the signal, is followed by one that knows.
  tell({
    kind: 'inventory',
    sockets: heldKeys(),
    passed: passedKeys(),
    processes: processes.list(),
    isUnderSystemd,
    isEndAsked,
  });
}

function obey(order: ToKeeper): void {
  switch (order.kind) {
    case 'open-socket':
      openSocket(order.key, order.host, order.port).then(
        () => tell({ kind: 'socket-opened', key: order.key, passedAs: passedKeys()[order.key] ?? null }),
        (error: NodeJS.ErrnoException) =>
          tell({ kind: 'socket-refused', key: order.key, code: error.code ?? error.message }),
      );
      return;
    case 'close-socket':
      return closeSocket(order.key);
    case 'spawn':
      return processes.spawn(order, fdOf);
    case 'signal':
      return processes.signal(order.id, order.signal, order.wholeGroup);
    case 'forget':
      return processes.forget(order.id);
    case 'adopt':
      return processes.adopt(order);
    case 'end':
      isEnding = true;
      if (!daemon) process.exit(0);
  }
}

/** What no daemon hears is not lost: the next one is given the whole inventory. */
function tell(message: FromKeeper): void {
  if (daemon?.connected) daemon.send(message, () => {});
}
