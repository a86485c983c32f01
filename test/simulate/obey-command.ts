// What the fake keeper and the workers do when the supervisor's commands reach them.
import type { AppCommand } from '../../src/supervise/model.ts';
import { socketKey } from '../../src/supervise/model.ts';
import type { FakeWorld } from './fake-world.ts';
import type { SpawnCommand } from './model.ts';
import { drain, endUnborn, kill, serve, startProcess, terminate } from './run-process.ts';

export type KeeperCommand = Exclude<AppCommand, { kind: 'tell' | 'serve-worker' | 'drain-worker' }>;
export type LineCommand = Extract<AppCommand, { kind: 'serve-worker' | 'drain-worker' }>;

export const isForWorker = (command: AppCommand): command is LineCommand =>
  command.kind === 'serve-worker' || command.kind === 'drain-worker';

export function obeyAsKeeper(world: FakeWorld, command: KeeperCommand): void {
  switch (command.kind) {
    case 'spawn-worker':
      return spawn(world, command);
    case 'signal-worker': {
      const process = world.processes.get(command.worker);
      if (process) (command.signal === 'SIGTERM' ? terminate : kill)(world, process);
      return;
    }
    case 'open-socket':
      return openSocket(world, socketKey(command.address), command);
    case 'close-socket':
      world.open.delete(socketKey(command.address));
      return;
    case 'open-stand-in':
      return openStandIn(world, command.pool, socketKey(command.address));
    case 'close-stand-in': {
      const incarnation = world.standIns.get(command.pool);
      if (incarnation !== undefined)
        world.after(world.random.between(1, 50), () => endStandIn(world, command.pool, incarnation));
    }
  }
}

export function obeyAsWorker(world: FakeWorld, command: LineCommand): void {
  const process = world.processes.get(command.worker);
  if (!process?.isConnected) return;
  if (command.kind === 'serve-worker') serve(world, process);
  else drain(world, process, command.mode, command.deadlineMs);
}

function spawn(world: FakeWorld, command: SpawnCommand): void {
  const process = world.judge.spawned(command);
  if (!process) return;
  const closed = command.sockets.map(socketKey).filter((key) => !world.open.has(key));
  if (closed.length > 0) {
    world.judge.blame(`${command.worker} was spawned with ${closed.join(' ')}, which was not open`);
    return endUnborn(world, process, 'its socket was not open');
  }
  process.sockets = command.sockets.map(socketKey);
  startProcess(world, process);
}

function openSocket(world: FakeWorld, key: string, { address }: Extract<KeeperCommand, { kind: 'open-socket' }>): void {
  const isStrange = !world.passed.has(key) && (world.strangers.get(key) ?? 0) > world.now;
  const isOurs = !world.open.has(key) && !world.passed.has(key) && world.isHeldByOurs(key);
  if (isOurs) world.judge.blame(`${key} was closed and asked for again while a worker of ours held it`);
  if (isStrange || isOurs) {
    world.judge.refused(key);
    return world.tellFromKeeper({ kind: 'socket-refused', address, reason: 'in use' });
  }
  world.open.add(key);
  world.tellFromKeeper({ kind: 'socket-opened', address });
}

function openStandIn(world: FakeWorld, pool: string, key: string): void {
  if (world.standIns.has(pool)) return;
  if (!world.open.has(key)) return world.tellFromKeeper({ kind: 'stand-in-exited', pool });
  const incarnation = ++world.lastPid;
  world.standIns.set(pool, incarnation);
  const isShortLived = !world.isCalm && world.random.chance(0.1);
  if (isShortLived) world.after(world.random.between(1, 3000), () => endStandIn(world, pool, incarnation));
}

function endStandIn(world: FakeWorld, pool: string, incarnation: number): void {
  if (world.standIns.get(pool) !== incarnation) return;
  world.standIns.delete(pool);
  world.tellFromKeeper({ kind: 'stand-in-exited', pool });
}
