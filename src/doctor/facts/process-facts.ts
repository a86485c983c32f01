// Facts of processes and sockets. A process is named by pid and start (clock ticks since boot): pids are reused.
export interface ProcessFacts {
  processes: ProcessFact[];
  'sockets.listening': ListenerFact[];
  /** Counts of TCP connections by local or remote service port and state. */
  'sockets.connections': ConnectionGroup[];
  /** How busy the threads of Node processes were while the doctor looked. */
  'processes.busy': BusyFact[];
}

export interface BusyFact {
  /** `pid@start`. */
  holder: string;
  overMs: number;
  /** Share of one CPU that the first thread used, which in Node runs all JavaScript: 1 is a loop that never rests. */
  mainThread: number;
  /** Share of the time that it ran or stood in line for a CPU: on a busy machine that tells more; null when the kernel does not count it. */
  mainThreadWanted: number | null;
  /** Of all its threads together, in CPUs. */
  all: number;
  /** State of the first thread at both ends (proc(5)): R, S, D, T … */
  states: string[];
  /** What the kernel has it wait for, e.g. `ep_poll` (at rest) or `futex_wait_queue`; null when it may not be seen. */
  waitsIn: string | null;
}

export interface ProcessFact {
  pid: number;
  start: number;
  ppid: number;
  startedAt: string;
  user: string;
  uid: number;
  groups: number[];
  /** Kernel name, at most 15 characters. */
  comm: string;
  /** Secrets in arguments are masked. */
  argv: string[];
  /** Ends with ` (deleted)` when the binary was replaced or removed since it started. */
  exe: string | null;
  cwd: string | null;
  /** True when the folder it stands in has been deleted. */
  isCwdDeleted: boolean;
  state: string;
  threads: number;
  rssBytes: number;
  /** CPU seconds used so far. */
  cpuSeconds: number;
  cgroup: string | null;
  unit: string | null;
  /** Container id when its cgroup says so. */
  container: string | null;
  /**
   * Names of its environment with a short hash of each value, never the value; null when it may not be read, or the process
   * is neither Node nor what keeps Node.
   */
  environment: Record<string, string> | null;
  /** Values that are not secret and decide things: PORT, NODE_ENV, NODE_OPTIONS, PM2_HOME, pm_id, NODE_APP_INSTANCE, SUPERVISOR_PROCESS_NAME, INVOCATION_ID, LISTEN_FDS, UV_THREADPOOL_SIZE, TZ, sizes of pools. */
  plainEnvironment: Record<string, string>;
  openFiles: number | null;
  openFilesMax: number | null;
  /** Regular files open for writing (logs), with whether they were deleted and how long they are. */
  writes: { path: string; isDeleted: boolean; sizeBytes: number | null }[];
  /** Files and folders it has the kernel watch; null when that may not be seen. */
  inotifyWatches: number | null;
  inotifyInstances: number | null;
  /** Soft limit of its user's threads (RLIMIT_NPROC); null when there is none. */
  threadsMax: number | null;
  umask: string | null;
  noNewPrivs: boolean | null;
  /** mount namespace differs from ours (PrivateTmp, container). */
  hasOwnMounts: boolean;
  isNode: boolean;
  /** Version and ABI of the Node binary that runs it, e.g. v20.11.1 and 115. */
  nodeVersion: string | null;
  nodeAbi: number | null;
}

export interface ListenerFact {
  /** TCP: address and port; unix: path. */
  kind: 'tcp' | 'unix';
  host: string | null;
  port: number | null;
  path: string | null;
  inode: string;
  /** `pid@start` of all that hold it; empty when it can't be seen. */
  holders: string[];
  /** Accept queue now and its limit (tcp_diag / `ss -ltn`); null when unknown. */
  queued: number | null;
  backlog: number | null;
  /** Unix: mode, owner and group of the socket file, null for TCP or when unreadable. */
  file: { mode: string; owner: string; group: string } | null;
}

export interface ConnectionGroup {
  /** Service side: the port of the local listener or of the remote server. */
  direction: 'in' | 'out';
  port: number;
  remoteHost: string | null;
  state: string;
  count: number;
  /** `pid@start` of the local owner; null when unknown. */
  holder: string | null;
}
