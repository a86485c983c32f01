// Takes one event at a time: journals it, lets the reducer decide, runs what it commands, sets the next wake-up.
// A bug in a decision freezes that one app, loudly, with its workers serving.
import { monotonicMs } from '../host/linux/monotonic.ts';
import { checkApp } from '../supervise/invariants.ts';
import type { AppEvent, Notice } from '../supervise/model.ts';
import { nextWake } from '../supervise/next-wake.ts';
import { reduceApp } from '../supervise/reduce-app.ts';
import type { KeptApp } from './kept-app.ts';
import { lastRollAfter } from './last-roll.ts';
import { runCommand } from './run-command.ts';
import type { Daemon, NewEvent } from './surroundings.ts';

/** Timers of Node hold at most this (2^31-1 ms); waking earlier than needed does no harm. */
const TIMER_MAX_MS = 2 ** 31 - 1;

export function startLoop(daemon: Daemon): void {
  const queue: { app: string; event: NewEvent }[] = [];
  let isRunning = false;
  daemon.dispatch = (app, event) => {
    queue.push({ app, event });
    if (isRunning) return;
    isRunning = true;
    try {
      for (let next = queue.shift(); next; next = queue.shift()) takeUp(daemon, next.app, next.event);
    } finally {
      isRunning = false;
    }
  };
}

function takeUp(daemon: Daemon, name: string, made: NewEvent): void {
  const app = daemon.apps.get(name);
  if (!app || app.frozen) return;
  const event = { ...made, at: monotonicMs() };
  daemon.journal.event(app.state, event, app.source);
  try {
    const step = reduceApp(app.state, event);
    const broken = checkApp(step.app);
    if (broken.length > 0) throw new Error(broken.join('; '));
    app.state = step.app;
    for (const command of step.commands) {
      if (command.kind === 'tell') {
        app.lastRoll = lastRollAfter(app.lastRoll, command.notice);
        tellAll(daemon, name, command.notice);
      } else runCommand(daemon, app, command);
    }
  } catch (error) {
    freeze(app, event, error as Error);
    return;
  }
  setWake(daemon, name, app);
}

export function tellAll(daemon: Daemon, app: string, notice: Notice): void {
  daemon.journal.notice(app, notice);
  for (const notified of daemon.notified) notified(app, notice);
  for (const follow of daemon.followers) follow({ kind: 'notice', app, at: new Date().toISOString(), notice });
}

function freeze(app: KeptApp, event: AppEvent, error: Error): void {
  app.frozen = `${error.message} (while taking up ${event.kind})`;
  console.error(
    `allswell: ${app.state.name} is frozen, its workers serve on: ${error.stack}\nevent: ${JSON.stringify(event)}`,
  );
}

function setWake(daemon: Daemon, name: string, app: KeptApp): void {
  if (app.wake) clearTimeout(app.wake);
  const wake = nextWake(app.state);
  if (wake === null) return;
  const delayMs = Math.min(TIMER_MAX_MS, Math.max(1, wake - monotonicMs()));
  app.wake = setTimeout(() => daemon.dispatch(name, { kind: 'time-passed' }), delayMs);
}
