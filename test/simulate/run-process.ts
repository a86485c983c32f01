// What a fake process does: boots or not, serves, drains, works on, ends, and tells its daemon when there is a line.
import type { SocketAddress } from '../../src/supervise/model.ts';
import { socketKey } from '../../src/supervise/model.ts';
import type { FakeWorld } from './fake-world.ts';
import type { Character, Process } from './model.ts';

const NEVER: Character['fails'] = 'no';

export function startProcess(world: FakeWorld, process: Process): void {
  const { random } = world;
  const character = characterOf(world, process);
  const fails = failureOf(world, process, character);
  process.bornAt = world.clock();
  if (fails === 'cannot-spawn') return endUnborn(world, process, 'spawn ENOENT');
  process.pid = ++world.lastPid;
  process.phase = 'booting';
  world.processes.set(process.id, process);
  world.tellFromKeeper({ kind: 'worker-spawned', worker: process.id, pid: process.pid });
  world.after(random.between(5, 200), () => connect(world, process));
  const [low, high] = character.bootMs;
  const bootMs =
    fails === 'boots-slowly' ? process.policy.startTimeoutMs + random.between(-500, 3000) : random.between(low, high);
  world.after(Math.max(1, bootMs), () => finishBoot(world, process, fails));
}

const characterOf = (world: FakeWorld, process: Process): Character =>
  world.characters.get(process.generation)?.[process.pool] as Character;

/** In calm times every boot goes well: what remains to be seen is whether all comes to rest. */
const failureOf = (world: FakeWorld, process: Process, character: Character): Character['fails'] =>
  world.isCalm || process.seat < character.failsFromSeat ? NEVER : character.fails;

function finishBoot(world: FakeWorld, process: Process, fails: Character['fails']): void {
  if (process.phase !== 'booting') return;
  if (fails === 'dies-at-boot' || world.now < world.outageUntil) return endProcess(world, process, 1, null);
  if (fails === 'never-ready') return;
  if (fails === 'sick') {
    return world.tellFromWorker(process, {
      kind: 'probe-failed',
      worker: process.id,
      detail: 'GET /health answered 500',
    });
  }
  if (missingSockets(world, process).length > 0) {
    process.phase = 'asking';
    return sayPhase(world, process);
  }
  process.isReady = true;
  process.phase = process.kind === 'web' ? 'standby' : 'working';
  sayPhase(world, process);
  if (fails === 'dies-in-standby') world.after(world.random.between(1, 400), () => endProcess(world, process, 1, null));
  if (fails === 'dies-soon' && process.kind !== 'web') dieSoon(world, process);
}

const missingSockets = (world: FakeWorld, process: Process): SocketAddress[] =>
  process.kind === 'web'
    ? characterOf(world, process).listens.filter((address) => !process.sockets.includes(socketKey(address)))
    : [];

const dieSoon = (world: FakeWorld, process: Process): void =>
  world.after(world.random.between(50, 20_000), () => endProcess(world, process, null, 'SIGSEGV'));

/** Its line comes up once there is a daemon; it says then what that one may have missed. */
export function connect(world: FakeWorld, process: Process): void {
  if (process.phase === 'gone' || process.isConnected || !world.daemon.isUp) return;
  process.isConnected = true;
  sayPhase(world, process, true);
}

function sayPhase(world: FakeWorld, process: Process, isHello = false): void {
  const worker = process.id;
  const { phase } = process;
  if (phase === 'standby' || (phase === 'serving' && isHello)) sayAddresses(world, process);
  if (phase === 'asking') {
    for (const address of missingSockets(world, process)) {
      world.tellFromWorker(process, { kind: 'listen-asked', worker, address });
    }
  }
  if (phase === 'standby') world.tellFromWorker(process, { kind: 'worker-ready', worker, proof: 'listening' });
  if (phase === 'working' && process.policy.ready === 'message') {
    world.tellFromWorker(process, { kind: 'worker-ready', worker, proof: 'message' });
  }
  if (phase === 'serving') world.tellFromWorker(process, { kind: 'worker-serving', worker });
  if (phase === 'drained') world.tellFromWorker(process, { kind: 'worker-drained', worker });
}

function sayAddresses(world: FakeWorld, process: Process): void {
  for (const address of characterOf(world, process).listens) {
    world.tellFromWorker(process, { kind: 'worker-listens', worker: process.id, address });
  }
}

export function serve(world: FakeWorld, process: Process): void {
  if (process.phase === 'standby') {
    process.phase = 'serving';
    if (failureOf(world, process, characterOf(world, process)) === 'dies-soon') dieSoon(world, process);
  }
  if (process.phase === 'serving') sayPhase(world, process);
}

export function drain(world: FakeWorld, process: Process, mode: string, deadlineMs: number): void {
  if (process.phase === 'standby') process.phase = 'drained';
  if (process.phase === 'drained') return sayPhase(world, process);
  if (process.phase !== 'serving' && process.phase !== 'quiescing') return;
  process.phase = 'quiescing';
  process.drainedFrom ??= world.clock();
  const [low, high] = characterOf(world, process).drainMs;
  const drainMs = mode === 'close-idle' ? world.random.between(0, 200) : world.random.between(low, high);
  world.after(Math.min(drainMs, deadlineMs), () => {
    if (process.phase !== 'quiescing') return;
    process.phase = 'drained';
    sayPhase(world, process);
  });
}

export function terminate(world: FakeWorld, process: Process): void {
  process.termFrom ??= world.clock();
  const character = characterOf(world, process);
  if (process.hasTerm || world.random.chance(character.ignoresTerm)) return;
  process.hasTerm = true;
  const [low, high] = character.exitMs;
  const code = world.random.chance(0.5) ? 0 : null;
  world.after(world.random.between(low, high), () =>
    endProcess(world, process, code, code === null ? 'SIGTERM' : null),
  );
}

export function kill(world: FakeWorld, process: Process): void {
  const isStuckInKernel = world.random.chance(0.03);
  const afterMs = isStuckInKernel ? world.random.between(5500, 9000) : world.random.between(0, 5);
  world.after(afterMs, () => endProcess(world, process, null, 'SIGKILL'));
}

export function endProcess(world: FakeWorld, process: Process, code: number | null, signal: string | null): void {
  if (process.phase === 'gone' || process.phase === 'ordered') return;
  world.processes.delete(process.id);
  report(world, process, code, signal, null);
}

export const endUnborn = (world: FakeWorld, process: Process, reason: string): void =>
  report(world, process, null, null, reason);

function report(
  world: FakeWorld,
  process: Process,
  code: number | null,
  signal: string | null,
  reason: string | null,
): void {
  process.phase = 'gone';
  process.isConnected = false;
  process.exit = { code, signal };
  process.reason = reason;
  process.exitedAt = world.clock();
  world.judge.ended(process);
  const seen = process.isAdopted
    ? { code: null, signal: null, reason: 'it outlived its keeper' }
    : { code, signal, reason };
  const event = { kind: 'worker-exited' as const, worker: process.id, lastWords: [], ...seen };
  world.unheard.push(event);
  world.tellFromKeeper(event);
}
