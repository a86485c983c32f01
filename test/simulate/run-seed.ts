// Runs one fake world from its seed: a while with faults and people, then a calm in which all must come to rest.
import type { AppCommand, AppEvent } from '../../src/supervise/model.ts';
import { FakeDaemon } from './fake-daemon.ts';
import { FakeUsers } from './fake-users.ts';
import { FakeWorld } from './fake-world.ts';
import { calm, planFaults } from './faults.ts';
import { judgeEndState } from './judge-rest.ts';
import { Judge } from './judge.ts';
import type { Supervisor } from './model.ts';

const CALM_MAX_MS = 3_600_000;
const EVENTS_MAX = 20_000;

export interface Options {
  supervisor: Supervisor;
  /** Whether the supervisor's own invariants may blame it too. */
  checksApp: boolean;
  /** Keeps the story, for a seed that is to be told. */
  tells?: boolean;
}

export interface Outcome {
  seed: number;
  faults: string[];
  events: number;
  virtualMs: number;
  story: Chapter[];
}

export interface Chapter {
  clock: number;
  event: AppEvent | string;
  commands: AppCommand[];
}

export function runSeed(seed: number, { supervisor, checksApp, tells }: Options): Outcome {
  const world = new FakeWorld(seed);
  const story: Chapter[] = [];
  const trace = tells
    ? (event: AppEvent | string, commands: AppCommand[], clock: number) => void story.push({ clock, event, commands })
    : null;
  world.judge = new Judge(world);
  world.daemon = new FakeDaemon(world, supervisor, { trace, checksApp });
  const users = new FakeUsers(world);
  const faultsUntil = world.random.pick([20_000, 60_000, 300_000, 900_000]);
  users.plan(faultsUntil);
  planFaults(world, faultsUntil, users.ports);
  world.agenda.put(faultsUntil + 1, () => calm(world));
  let isAtRest = false;
  try {
    while (
      world.judge.faults.length === 0 &&
      world.daemon.events < EVENTS_MAX &&
      world.now < faultsUntil + CALM_MAX_MS
    ) {
      isAtRest = !world.step();
      if (isAtRest) break;
    }
    if (world.judge.faults.length === 0) judgeEndState(world.judge, isAtRest);
  } catch (error) {
    world.judge.blame(`it threw: ${(error as Error).stack}`);
  }
  return { seed, faults: world.judge.faults, events: world.daemon.events, virtualMs: world.now, story };
}
