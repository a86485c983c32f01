// Facts of the machine itself: memory, disks, limits, clock, kernel messages. Sizes in bytes, times ISO 8601.
export interface HostFacts {
  'host.identity': {
    hostname: string;
    os: string;
    kernel: string;
    bootedAt: string;
    timezone: string;
    cpus: number;
    isRoot: boolean;
    user: string;
    isContainer: boolean;
  };
  'host.memory': {
    totalBytes: number;
    availableBytes: number;
    swapTotalBytes: number;
    swapFreeBytes: number /** PSI some avg60 in percent; null before Linux 4.20 or when off. */;
    pressureSome60: number | null;
  };
  'host.disks': Disk[];
  'host.limits': {
    inotifyWatchesMax: number | null;
    inotifyInstancesMax: number | null;
    portRange: [number, number] | null;
    timeWaitSockets: number;
    fileMax: number | null;
    fileUsed: number | null;
    somaxconn: number | null;
    overcommitMemory: number | null;
  };
  'host.clock': {
    isSynchronized: boolean | null;
    service: string | null /** Seconds the newest file or log line lies in the future; 0 when none does. */;
    futureSeconds: number;
  };
  'kernel.oom-kills': OomKill[];
  'kernel.messages': KernelMessage[];
  /** Memory limits and what they did, for every control group that holds a process we look at. */
  'host.cgroups': Cgroup[];
}

export interface Disk {
  mount: string;
  device: string;
  fsType: string;
  sizeBytes: number;
  /** For unprivileged users. */
  freeBytes: number;
  inodes: number;
  inodesFree: number;
  isReadOnly: boolean;
}

export interface OomKill {
  at: string;
  victimPid: number;
  victimName: string;
  /** memcg: a control group's own limit; none: the whole machine was short. */
  constraint: 'memcg' | 'none' | 'cpuset' | 'unknown';
  /** Path of the victim's control group, and of the group whose limit was hit. */
  taskCgroup: string | null;
  limitCgroup: string | null;
  anonRssBytes: number | null;
  /** The largest other tasks of the kernel's own table: who really had the memory. */
  largest: { pid: number; name: string; rssBytes: number }[];
  /** Set when systemd-oomd, not the kernel, ended it. */
  bySystemdOomd: boolean;
  text: string;
}

export interface KernelMessage {
  at: string;
  kind:
    | 'segfault'
    | 'fork-rejected'
    | 'tcp-time-wait-overflow'
    | 'conntrack-full'
    | 'filesystem-error'
    | 'filesystem-readonly'
    | 'firewall-block'
    | 'syn-flood'
    | 'other';
  text: string;
}

export interface Cgroup {
  path: string;
  version: 1 | 2;
  unit: string | null;
  memoryMaxBytes: number | null;
  memoryHighBytes: number | null;
  memoryCurrentBytes: number | null;
  oomKills: number | null;
  highEvents: number | null;
  pidsMax: number | null;
  pidsCurrent: number | null;
  pidsRejected: number | null;
  cpuThrottledRatio: number | null;
}
