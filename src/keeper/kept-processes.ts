// Spawns, watches and reaps the processes it is told to; remembers exits until the daemon has noted them.
// Decides nothing: who runs and who goes is the daemon's.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { FromKeeper, KeptProcess, SpawnOrder, ToKeeper } from '../../protocol/keeper.ts';
import { readStartTime } from '../host/linux/process-identity.ts';

/** The only shell text there is. Arguments are positional, so nothing of the user's is ever parsed by a shell. */
const LAUNCHER = 'umask 0027; exec "$@"';
/** Survivors of an earlier keeper aren't our children; their end is noticed by looking. */
const LOOK_EVERY_MS = 200;

export class KeptProcesses {
  private readonly kept = new Map<string, KeptProcess>();
  private readonly tell: (message: FromKeeper) => void;
  /** Whether workers with these sockets could not be taken over by another keeper. */
  private readonly endsWithKeeper: (sockets: string[]) => boolean;

  constructor(tell: (message: FromKeeper) => void, endsWithKeeper: (sockets: string[]) => boolean) {
    this.tell = tell;
    this.endsWithKeeper = endsWithKeeper;
  }

  list(): KeptProcess[] {
    return [...this.kept.values()];
  }

  spawn(order: SpawnOrder, fdOf: (key: string) => number | undefined): void {
    const known = this.kept.get(order.id);
    if (known) return this.tell({ kind: 'spawned', id: order.id, pid: known.pid, start: known.start });
    const files: number[] = [];
    try {
      const sockets = order.sockets.map((key) => {
        const fd = fdOf(key);
        if (fd === undefined) throw new Error(`socket ${key} is not open`);
        return fd;
      });
      files.push(openSync(order.stdout, 'a', 0o640), openSync(order.stderr, 'a', 0o640));
      const stdio = ['ignore' as const, ...files, ...sockets.flatMap((fd) => [fd, fd])];
      const [file, ...args] = this.command(order);
      const child = spawn(file ?? '', args, { cwd: order.cwd, env: order.env, stdio, detached: true });
      this.watchChild(order.id, child);
    } catch (error) {
      this.exited(order.id, { code: null, signal: null, reason: (error as Error).message });
    } finally {
      for (const fd of files) closeSync(fd);
    }
  }

  private command({ argv, sockets }: SpawnOrder): string[] {
    const launcher = ['/bin/sh', '-c', LAUNCHER, 'allswell'];
    return this.endsWithKeeper(sockets)
      ? [...launcher, 'setpriv', '--pdeathsig', 'KILL', '--', ...argv]
      : [...launcher, ...argv];
  }

  private watchChild(id: string, child: ChildProcess): void {
    const { pid } = child;
    if (pid !== undefined) {
      const start = readStartTime(pid) ?? 0;
      this.kept.set(id, { id, pid, start, exit: null, isChild: true });
      this.tell({ kind: 'spawned', id, pid, start });
    }
    child.once('error', (error) => {
      if (pid === undefined) this.exited(id, { code: null, signal: null, reason: error.message });
    });
    child.once('exit', (code, signal) => this.exited(id, { code, signal, reason: null }));
  }

  adopt(order: Extract<ToKeeper, { kind: 'adopt' }>): void {
    if (this.kept.has(order.id)) return;
    this.kept.set(order.id, { id: order.id, pid: order.pid, start: order.start, exit: null, isChild: false });
    this.tell({ kind: 'spawned', id: order.id, pid: order.pid, start: order.start });
    const timer = setInterval(() => {
      if (readStartTime(order.pid) === order.start) return;
      clearInterval(timer);
      this.exited(order.id, {
        code: null,
        signal: null,
        reason: 'it outlived an earlier keeper, so its exit status is unknown',
      });
    }, LOOK_EVERY_MS);
  }

  signal(id: string, signal: 'SIGTERM' | 'SIGKILL', wholeGroup: boolean): void {
    const known = this.kept.get(id);
    if (!known || known.exit || readStartTime(known.pid) !== known.start) return;
    try {
      // Every worker leads a session of its own, so its group is its pid.
      process.kill(wholeGroup ? -known.pid : known.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  forget(id: string): void {
    if (this.kept.get(id)?.exit) this.kept.delete(id);
  }

  private exited(id: string, exit: NonNullable<KeptProcess['exit']>): void {
    const known = this.kept.get(id) ?? { id, pid: 0, start: 0, isChild: true, exit: null };
    if (known.exit) return;
    this.kept.set(id, { ...known, exit });
    this.tell({ kind: 'exited', id, ...exit });
  }
}
