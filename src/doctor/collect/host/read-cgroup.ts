// Reads the limits of one control group and what they did, in version 1 and 2 (kernel: admin-guide/cgroup-v1, cgroup-v2).
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Cgroup } from '../../facts/host-facts.ts';
import { unitOf } from '../../join/cgroup-names.ts';
import { numberIn, numbersIn } from './read-number.ts';

const ROOT = '/sys/fs/cgroup';
/** Version 1 writes "no limit" as the largest number of whole pages. */
const NO_LIMIT = 2 ** 60;

/** Null when there is no such group any more. */
export function readCgroup(path: string, root = ROOT): Cgroup | null {
  const groups = {
    memory: existsSync(join(root, 'memory', path)) ? join(root, 'memory', path) : null,
    pids: existsSync(join(root, 'pids', path)) ? join(root, 'pids', path) : null,
    cpu: ['cpu', 'cpu,cpuacct'].map((name) => join(root, name, path)).find((folder) => existsSync(folder)) ?? null,
  };
  if (groups.memory !== null || groups.pids !== null) return readVersion1(path, groups);
  const folder = join(root, path);
  return existsSync(join(folder, 'cgroup.procs')) ? readVersion2(path, folder) : null;
}

function readVersion2(path: string, folder: string): Cgroup {
  const events = numbersIn(join(folder, 'memory.events'));
  const stat = numbersIn(join(folder, 'memory.stat'));
  return {
    path,
    version: 2,
    unit: unitOf(path),
    memoryMaxBytes: numberIn(join(folder, 'memory.max')),
    memoryHighBytes: numberIn(join(folder, 'memory.high')),
    memoryCurrentBytes: numberIn(join(folder, 'memory.current')),
    memoryPeakBytes: numberIn(join(folder, 'memory.peak')),
    anonBytes: stat['anon'] ?? null,
    oomKills: events['oom_kill'] ?? null,
    highEvents: events['high'] ?? null,
    ...pidsOf(folder),
    cpuThrottledRatio: throttledRatio(numbersIn(join(folder, 'cpu.stat'))),
  };
}

function readVersion1(
  path: string,
  { memory, pids, cpu }: { memory: string | null; pids: string | null; cpu: string | null },
): Cgroup {
  const inMemory = (name: string): number | null => (memory === null ? null : numberIn(join(memory, name)));
  const limit = inMemory('memory.limit_in_bytes');
  const stat = memory === null ? {} : numbersIn(join(memory, 'memory.stat'));
  const control = memory === null ? {} : numbersIn(join(memory, 'memory.oom_control'));
  return {
    path,
    version: 1,
    unit: unitOf(path),
    memoryMaxBytes: limit !== null && limit < NO_LIMIT ? limit : null,
    memoryHighBytes: null,
    memoryCurrentBytes: inMemory('memory.usage_in_bytes'),
    memoryPeakBytes: inMemory('memory.max_usage_in_bytes'),
    anonBytes: stat['total_rss'] ?? null,
    oomKills: control['oom_kill'] ?? null,
    highEvents: null,
    ...(pids === null ? { pidsMax: null, pidsCurrent: null, pidsRejected: null } : pidsOf(pids)),
    cpuThrottledRatio: cpu === null ? null : throttledRatio(numbersIn(join(cpu, 'cpu.stat'))),
  };
}

function pidsOf(folder: string): Pick<Cgroup, 'pidsMax' | 'pidsCurrent' | 'pidsRejected'> {
  return {
    pidsMax: numberIn(join(folder, 'pids.max')),
    pidsCurrent: numberIn(join(folder, 'pids.current')),
    pidsRejected: numbersIn(join(folder, 'pids.events'))['max'] ?? null,
  };
}

/** Share of the periods in which the group was held back; null when it has no quota. */
function throttledRatio(stat: Record<string, number>): number | null {
  const periods = stat['nr_periods'];
  return periods ? Math.round(((stat['nr_throttled'] ?? 0) / periods) * 1000) / 1000 : null;
}
