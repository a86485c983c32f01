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
    swapFreeBytes: number;
    /** tmpfs and shared memory: held by no process that could be ended. */
    sharedBytes: number;
    /** PSI some avg60 in percent; null before Linux 4.20 or when off. */
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
    pidMax: number | null;
    threadsMax: number | null;
  };
  'host.clock': {
    isSynchronized: boolean | null;
    /** What keeps it: chrony, systemd-timesyncd …; null when nothing does. */
    service: string | null;
    /** Seconds the newest of the machine's own files lies in the future; 0 when none does. */
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
  /** A few percent are kept for root. */
  freeForRootBytes: number;
  /** 0: made as they are needed (btrfs, and tmpfs without a limit). */
  inodes: number;
  inodesFree: number;
  /** Of the file system, not of one view of it. */
  isReadOnly: boolean;
  /** /etc/fstab wants it so. */
  isMeantReadOnly: boolean;
}

export interface OomKill {
  at: string;
  victimPid: number;
  /** Kernel name, at most 15 characters, with whatever is in it: `node`, `PM2 v6.0.5: God`, `next-build (v16`. */
  victimName: string;
  /** Who asked for memory when there was none left. */
  invokedBy: string | null;
  /** memcg: a control group's own limit; none: the whole machine was short. */
  constraint: 'memcg' | 'none' | 'cpuset' | 'unknown';
  /** Path of the victim's control group, and of the group whose limit was hit. */
  taskCgroup: string | null;
  limitCgroup: string | null;
  limitBytes: number | null;
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
    | 'disk-error'
    | 'task-hung'
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
  /** Since the group was made; null before Linux 5.19 in version 2. */
  memoryPeakBytes: number | null;
  /** Without what the kernel could drop at once (files it has cached). */
  anonBytes: number | null;
  oomKills: number | null;
  highEvents: number | null;
  pidsMax: number | null;
  pidsCurrent: number | null;
  pidsRejected: number | null;
  cpuThrottledRatio: number | null;
}
