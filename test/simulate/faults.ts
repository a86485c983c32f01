// What goes wrong in a fake machine, by chance: processes die, databases go away, daemons and keepers die, clocks jump.
import type { FakeWorld } from './fake-world.ts';
import { endProcess } from './run-process.ts';

const EXITS: [code: number | null, signal: string | null][] = [
  [1, null],
  [0, null],
  [137, null],
  [null, 'SIGKILL'],
  [null, 'SIGSEGV'],
];

/** Spreads the faults over the time until `untilMs`. */
export function planFaults(world: FakeWorld, untilMs: number, ports: string[]): void {
  const { random } = world;
  const wildness = random.pick([0, 1, 1, 2, 3]);
  world.daemonDeathsLeft = random.between(0, 2 * wildness);
  const some = (atMost: number, run: () => void): void => {
    for (let count = random.between(0, atMost * wildness); count > 0; count -= 1)
      world.agenda.put(random.between(0, untilMs), run);
  };
  some(3, () => killOne(world));
  some(1, () => killPool(world));
  some(1, () => world.daemon.isUp && world.daemon.die());
  some(2, () => world.daemon.deliver({ kind: 'time-passed' }));
  if (random.chance(0.3)) some(1, () => jump(world));
  if (random.chance(0.3)) some(1, () => (world.outageUntil = world.now + random.between(1000, 15 * 60_000)));
  if (random.chance(0.2))
    some(1, () => world.strangers.set(random.pick(ports), world.now + random.between(1000, 60_000)));
  if (random.chance(0.08)) some(1, () => loseKeeper(world, random.pick(['systemd', 'alone', 'boot'])));
}

/** No fault from now on; what was away comes back. */
export function calm(world: FakeWorld): void {
  world.isCalm = true;
  world.outageUntil = 0;
  world.strangers.clear();
  world.judge.disturbances += 1;
}

function killOne(world: FakeWorld): void {
  const processes = world.working();
  if (processes.length === 0) return;
  const [code, signal] = world.random.pick(EXITS);
  endProcess(world, world.random.pick(processes), code, signal);
}

function killPool(world: FakeWorld): void {
  const processes = world.working();
  if (processes.length === 0) return;
  const { pool } = world.random.pick(processes);
  for (const process of processes) if (process.pool === pool) endProcess(world, process, null, 'SIGKILL');
}

/** The machine sleeps: nothing runs, and the clock goes on. */
function jump(world: FakeWorld): void {
  world.clockAhead += world.random.pick([5000, 60_000, 3_600_000]);
  world.jumpedAt = world.clock();
  world.judge.disturbances += 1;
  world.daemon.clockJumped();
}

/** The keeper dies, and the daemon with it. Under systemd workers and sockets live on; after a boot even the clock is new. */
function loseKeeper(world: FakeWorld, how: 'systemd' | 'alone' | 'boot'): void {
  if (world.daemon.isUp) world.daemon.die();
  for (const { worker } of world.unheard) {
    const process = world.judge.all.get(worker);
    if (process) process.isExitLost = true;
  }
  if (how !== 'systemd') {
    for (const process of world.working()) {
      endProcess(world, process, null, 'SIGKILL');
      process.isExitLost = true;
    }
    world.standIns.clear();
  }
  world.unheard = [];
  if (how !== 'systemd') world.passed.clear();
  else for (const key of world.open) world.passed.add(key);
  world.open.clear();
  for (const process of world.working()) process.isAdopted = true;
  if (how !== 'boot') return;
  world.clockAhead = world.random.between(5000, 60_000) - world.now;
  world.judge.clockBegan();
}
