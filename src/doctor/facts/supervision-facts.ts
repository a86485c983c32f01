// Facts of whatever starts and keeps processes: systemd, Supervisor, PM2, aaPanel, Docker, Allswell, pid files.
export interface SupervisionFacts {
  'systemd.units': UnitFact[];
  'supervisor.programs': SupervisorFact;
  'pm2.daemons': Pm2Daemon[];
  'aapanel.projects': AapanelProject[];
  'docker.containers': ContainerFact[];
  'allswell.status': import('../../../protocol/control.ts').Status;
  'pid-files': PidFile[];
  /** Folders with releases beside each other and a link to the one that counts. */
  'app.releases': ReleaseLink[];
}

export interface ReleaseLink {
  /** `/srv/shop` */
  root: string;
  /** `/srv/shop/current` */
  link: string;
  /** Where it leads; null when it leads nowhere. */
  target: string | null;
  /** When the link was last set. */
  linkedAt: string;
}

export interface PidFile {
  path: string;
  pid: number | null;
  isAlive: boolean;
  processName: string | null;
  owner: string;
  modifiedAt: string;
  /** `pid@start` of the process that has this pid now. */
  process: string | null;
  /** Later than `modifiedAt`: the pid was given to somebody else since. */
  processStartedAt: string | null;
  /** The folder of an application that it lies in, as a process stands in it or a keeper names it. */
  folder: string | null;
  /** Units that name it as their PIDFile=. */
  usedBy: string[];
}

export interface UnitFact {
  name: string;
  loadState: string;
  activeState: string;
  subState: string;
  result: string;
  /** Unit file and drop-ins, in order. */
  files: string[];
  isEnabled: boolean | null;
  needsDaemonReload: boolean;
  mainPid: number | null;
  restarts: number;
  restart: string;
  restartSeconds: number;
  startLimitBurst: number | null;
  startLimitIntervalSeconds: number | null;
  user: string | null;
  group: string | null;
  workingDirectory: string | null;
  execStart: string[];
  /** Names with hashes, as for processes. */
  environment: Record<string, string>;
  environmentFiles: { path: string; isOptional: boolean; exists: boolean | null; modifiedAt: string | null }[];
  /** PORT as the unit sets it in plain sight. */
  port: string | null;
  nodeOptions: string | null;
  memoryMaxBytes: number | null;
  tasksMax: number | null;
  limitNofile: number | null;
  privateTmp: boolean;
  protectHome: boolean;
  oomPolicy: string | null;
  killMode: string;
  timeoutStopSeconds: number | null;
  exitStatus: number | null;
  exitCode: string | null;
  activeSince: string | null;
  inactiveSince: string | null;
  /** Lines of the unit file that systemd does not know: `file:line: text`. */
  unknownDirectives: string[];
  /** Why systemd would refuse the files as they are on disk, in its own words; null when it would take them. */
  refusedFor: string | null;
  description: string;
  type: string;
  pidFile: string | null;
  controlGroup: string | null;
  /** Directives whose value on disk is not the one that systemd goes by: only looked for where it says that a reload is due. */
  differsOnDisk: string[];
  /** Where the directive in force stands, for those that matter here: ExecStart, User, WorkingDirectory … */
  places: Record<string, { file: string; line: number }>;
  /** When the newest of `files` was written. */
  changedAt: string | null;
  /** Whether the account is known here; null when none is named. */
  userExists: boolean | null;
  groupExists: boolean | null;
  /** Null when none is named or it may not be looked at. */
  workingDirectoryExists: boolean | null;
  /** What ExecStart= begins with, found as systemd finds it; null when it could not be made out. */
  executable: UnitExecutable | null;
}

export interface UnitExecutable {
  /** As written. */
  command: string;
  /** Where it is; null when it is nowhere on systemd's path. */
  path: string | null;
  exists: boolean | null;
  /** What its first line asks for (`#!/usr/bin/env node` → node), and whether the unit's PATH has it. */
  interpreter: string | null;
  interpreterExists: boolean | null;
}

export interface SupervisorFact {
  version: string | null;
  daemonPid: number | null;
  daemonStartedAt: string | null;
  configFiles: string[];
  logFile: string | null;
  programs: SupervisorProgram[];
}

export interface SupervisorProgram {
  name: string;
  group: string;
  state: string;
  pid: number | null;
  exitStatus: number | null;
  spawnError: string | null;
  startedAt: string | null;
  stoppedAt: string | null;
  /** What supervisord runs now, as far as it tells; null where only the file is known. */
  running: Record<string, string> | null;
  /** What the file says. */
  configured: Record<string, string> | null;
  place: { file: string; line: number } | null;
  folder: string | null;
  port: string | null;
  nodeOptions: string | null;
  /** Options in the file that Supervisor doesn't have: `memory_limit`. */
  unknownOptions: { name: string; line: number; value: string }[];
  /** What `environment=` sets, names with hashes as for processes. */
  environment: Record<string, string>;
  /** When the file it stands in was last written. */
  configuredAt: string | null;
  /** Null when none is named or it may not be looked at. */
  folderExists: boolean | null;
  executable: UnitExecutable | null;
  userExists: boolean | null;
  stdoutLog: string | null;
  stderrLog: string | null;
}

export interface Pm2Daemon {
  home: string;
  user: string;
  /** Whom the folder belongs to; `user` is who runs the daemon. */
  homeOwner: string;
  daemonPid: number | null;
  daemonStartedAt: string | null;
  daemonNodeVersion: string | null;
  daemonCwdDeleted: boolean;
  version: string | null;
  /** Set when the socket would not answer. */
  problem: string | null;
  /** True when something brings it back after a boot: a unit of `pm2 startup`, or a line of cron. Null: could not be looked at. */
  hasStartup: boolean | null;
  /** That unit, or the file with that line. */
  startup: string | null;
  dumpedAt: string | null;
  dumped: string[];
  apps: Pm2App[];
}

export interface Pm2App {
  name: string;
  id: number;
  pid: number | null;
  status: string;
  mode: 'fork' | 'cluster';
  restarts: number;
  unstableRestarts: number;
  script: string;
  interpreter: string;
  args: string[];
  cwd: string;
  startedAt: string | null;
  createdAt: string | null;
  exitCode: number | null;
  watch: boolean;
  maxMemoryBytes: number | null;
  maxMemoryAsWritten: string | null;
  environment: Record<string, string>;
  port: string | null;
  nodeOptions: string | null;
  outLog: string | null;
  errLog: string | null;
  killTimeoutMs: number | null;
  listenTimeoutMs: number | null;
  waitReady: boolean;
  /** Null when it may not be looked at. */
  cwdExists: boolean | null;
  scriptExists: boolean | null;
  autorestart: boolean;
  restartDelayMs: number | null;
  maxRestarts: number | null;
  minUptimeMs: number | null;
}

export interface AapanelProject {
  name: string;
  folder: string;
  script: string;
  port: number | null;
  runUser: string | null;
  pidFile: string | null;
  pid: number | null;
  /** Its own process is there: a pid that somebody else has by now doesn't count. */
  isAlive: boolean;
  /** The pid in its file belongs to something that is not of this project. */
  isPidForeign: boolean;
  isPowerOn: boolean | null;
  /** Failed starts that its watcher counted; at 10 it gives up silently. */
  failures: number | null;
  logFile: string | null;
  vhost: string | null;
  /** Ports that the panel's nginx file sends requests to. */
  vhostPorts: number[];
  /** The file in which its watcher counts. */
  failuresFile: string | null;
}

export interface ContainerFact {
  id: string;
  name: string;
  image: string;
  state: string;
  exitCode: number | null;
  oomKilled: boolean | null;
  restartCount: number | null;
  ports: { host: string | null; hostPort: number | null; containerPort: number }[];
  pid: number | null;
}
