// Collects what the machine is and how much of memory, ports, files and watches it has: a few small files of the kernel.
import { existsSync, readlinkSync } from 'node:fs';
import { availableParallelism, hostname, release, userInfo } from 'node:os';
import type { FactValues } from '../../facts/index.ts';
import { cleanText } from '../mask.ts';
import { type Collector, known, type Look } from '../collector.ts';
import { numberIn, numbersIn, textOrEmpty } from './read-number.ts';

export const machineCollector: Collector = {
  name: 'machine',
  ids: ['host.identity', 'host.memory', 'host.limits'],
  stage: 1,
  budgetMs: 5000,
  collect: (look) =>
    Promise.resolve({
      'host.identity': known(identify(look)),
      'host.memory': known(readMemory()),
      'host.limits': known(readLimits()),
    }),
};

function identify(look: Look): FactValues['host.identity'] {
  const name = /^PRETTY_NAME="?([^"\n]*)/m.exec(textOrEmpty('/etc/os-release'))?.[1];
  const booted = numbersIn('/proc/stat')['btime'] ?? 0;
  return {
    hostname: cleanText(hostname(), 100),
    os: cleanText(name ?? 'Linux', 100),
    kernel: release(),
    bootedAt: new Date(booted * 1000).toISOString(),
    timezone: readTimezone(),
    cpus: availableParallelism(),
    isRoot: look.isRoot,
    user: userName(),
    isContainer: isContainer(),
  };
}

/** Of the machine, not of this process: logs are written by others. */
function readTimezone(): string {
  try {
    const zone = /zoneinfo\/(?:posix\/)?(.+)$/.exec(readlinkSync('/etc/localtime'))?.[1];
    if (zone) return cleanText(zone, 60);
  } catch {
    // Then it may be written down, or nobody has set any.
  }
  return cleanText(textOrEmpty('/etc/timezone').trim() || 'UTC', 60);
}

/** An account that is in no file has no name: containers often run as one. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? '?');
  }
}

function isContainer(): boolean {
  if (existsSync('/.dockerenv') || existsSync('/run/.containerenv')) return true;
  // systemd notes it there for everybody (CONTAINER_INTERFACE); the environment of process 1 is root's to read.
  return (
    textOrEmpty('/run/systemd/container').trim() !== '' || /(^|\0)container=./.test(textOrEmpty('/proc/1/environ'))
  );
}

function readMemory(): FactValues['host.memory'] {
  const info = numbersIn('/proc/meminfo');
  const bytes = (name: string): number => (info[name] ?? 0) * 1024;
  const pressure = /^some .*?avg60=([\d.]+)/m.exec(textOrEmpty('/proc/pressure/memory'))?.[1];
  return {
    totalBytes: bytes('MemTotal'),
    availableBytes: bytes('MemAvailable'),
    swapTotalBytes: bytes('SwapTotal'),
    swapFreeBytes: bytes('SwapFree'),
    sharedBytes: bytes('Shmem'),
    pressureSome60: pressure === undefined ? null : Number(pressure),
  };
}

function readLimits(): FactValues['host.limits'] {
  const range = /^(\d+)\s+(\d+)/.exec(textOrEmpty('/proc/sys/net/ipv4/ip_local_port_range'));
  const files = /^(\d+)\s+\d+\s+(\d+)/.exec(textOrEmpty('/proc/sys/fs/file-nr'));
  const waiting = /^TCP: .*\btw (\d+)/m.exec(textOrEmpty('/proc/net/sockstat'))?.[1];
  // "Unlimited" is written as the largest number there is, which JSON would round.
  const fileMax = files === null ? null : Number(files[2]);
  return {
    inotifyWatchesMax: numberIn('/proc/sys/fs/inotify/max_user_watches'),
    inotifyInstancesMax: numberIn('/proc/sys/fs/inotify/max_user_instances'),
    portRange: range ? [Number(range[1]), Number(range[2])] : null,
    timeWaitSockets: Number(waiting ?? 0),
    fileMax: fileMax !== null && fileMax > Number.MAX_SAFE_INTEGER ? null : fileMax,
    fileUsed: files === null ? null : Number(files[1]),
    somaxconn: numberIn('/proc/sys/net/core/somaxconn'),
    overcommitMemory: numberIn('/proc/sys/vm/overcommit_memory'),
    pidMax: numberIn('/proc/sys/kernel/pid_max'),
    threadsMax: numberIn('/proc/sys/kernel/threads-max'),
  };
}
