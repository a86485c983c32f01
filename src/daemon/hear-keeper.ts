// Turns what the keeper says into events: who was spawned, who ended, which sockets are open.
import type { FromKeeper } from '../../protocol/keeper.ts';
import { describeHolder } from '../host/linux/port-holder.ts';
import { parseSocketKey } from '../supervise/sockets.ts';
import { findWorker } from './hear-app.ts';
import { readTail } from '../host/linux/read-tail.ts';
import { logFile, readFullName } from './run-command.ts';
import { sweepSoon } from './strays.ts';
import type { Daemon } from './surroundings.ts';

export function hearKeeper(daemon: Daemon, message: Exclude<FromKeeper, { kind: 'inventory' }>): void {
  switch (message.kind) {
    case 'spawned': {
      const { app, worker, standIn } = readFullName(message.id);
      if (standIn === null) daemon.dispatch(app, { kind: 'worker-spawned', worker, pid: message.pid });
      return;
    }
    case 'exited':
      return hearExit(daemon, message);
    case 'socket-opened':
      if (message.passedAs !== null) daemon.passed.set(message.key, message.passedAs);
      for (const app of ownersOf(daemon, message.key)) {
        daemon.dispatch(app, { kind: 'socket-opened', address: parseSocketKey(message.key) });
      }
      return;
    case 'socket-refused': {
      const address = parseSocketKey(message.key);
      const reason = describeHolder(address, message.code);
      for (const app of ownersOf(daemon, message.key))
        daemon.dispatch(app, { kind: 'socket-refused', address, reason });
    }
  }
}

const ownersOf = (daemon: Daemon, key: string): string[] =>
  [...daemon.apps.values()].filter((app) => app.state.sockets[key]).map((app) => app.state.name);

export function hearExit(daemon: Daemon, message: Extract<FromKeeper, { kind: 'exited' }>): void {
  const { app: name, worker, standIn } = readFullName(message.id);
  const app = daemon.apps.get(name);
  const { code, signal, reason } = message;
  if (standIn !== null) {
    daemon.dispatch(name, { kind: 'stand-in-exited', pool: standIn });
  } else if (app && findWorker(app.state, worker)) {
    const lastWords = readTail(logFile(daemon, name, worker, 'err'), app.stderrFrom.get(worker) ?? 0);
    daemon.dispatch(name, { kind: 'worker-exited', worker, code, signal, lastWords, reason });
  }
  app?.observed.delete(worker);
  app?.stderrFrom.delete(worker);
  daemon.keeper.tell({ kind: 'forget', id: message.id });
  sweepSoon(daemon);
}
