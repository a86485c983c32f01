// Says from /proc/PID/cgroup which control group a process is in, and which unit and container that means (cgroups(7)).
import { containerOf, unitOf } from '../../join/cgroup-names.ts';

export interface ControlGroup {
  /** In the unified hierarchy, else in systemd's own, else where memory is limited; null when all are the root. */
  path: string | null;
  /** Of the memory controller, where version 1 has it apart. */
  memoryPath: string | null;
  unit: string | null;
  container: string | null;
}

export function parseCgroup(text: string): ControlGroup {
  const paths = new Map<string, string>();
  for (const line of text.split('\n')) {
    const found = /^\d+:([^:]*):(\/.*)$/.exec(line);
    if (found) for (const controller of (found[1] ?? '').split(',')) paths.set(controller, found[2] ?? '/');
  }
  const named = (controller: string): string | null => {
    const path = paths.get(controller);
    return path === undefined || path === '/' ? null : path;
  };
  const memoryPath = named('memory');
  const path = named('') ?? named('name=systemd') ?? memoryPath ?? named('pids');
  // Where Docker makes groups of its own (cgroupfs), systemd's hierarchy knows the daemon at most.
  const telling = [path, named('name=systemd'), memoryPath, named('pids')].filter((one) => one !== null);
  return {
    path,
    memoryPath,
    unit: telling.map(unitOf).find((unit) => unit !== null) ?? null,
    container: telling.map(containerOf).find((id) => id !== null) ?? null,
  };
}
