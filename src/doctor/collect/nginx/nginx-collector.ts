// Collects what nginx is configured to do and what it runs as. The files are read by our own parser, so that a broken
// configuration, a stopped nginx and one in a container are understood too.
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import {
  countOpenFiles,
  changedAt,
  findNginx,
  installedNginx,
  maxOpenFiles,
  type NginxRun,
} from '../../../host/linux/find-nginx.ts';
import { readAccounts } from '../../../host/linux/accounts.ts';
import type { NginxConfig, NginxProcess } from '../../facts/nginx-facts.ts';
import { type Collector, known, type Look, none, unknown } from '../collector.ts';
import { describeConfig } from './describe-config.ts';
import { describeLogs } from './describe-logs.ts';
import { readTree, type Tree } from './read-tree.ts';
import { testConfig } from './test-config.ts';

export const nginxCollector: Collector = {
  name: 'nginx',
  ids: ['nginx.config', 'nginx.process'],
  stage: 1,
  budgetMs: 4000,
  collect: async (look) => {
    const runs = findNginx();
    const [run] = runs;
    const exe = run?.exe ?? installedNginx();
    if (exe === null && run === undefined) return { 'nginx.config': none, 'nginx.process': none };
    const build = await findBuild(look, exe, run);
    const root = run && run.hasOwnMounts && run.container !== null ? `/proc/${run.pid}/root` : '';
    const tree = readTree(build.main, root);
    const isUnreadable = tree.files.length === 0;
    const reason = tree.unread[0]?.reason === 'EACCES' ? 'denied' : 'unreadable';
    const process = run ? describeRun(run, runs.slice(1), tree, root) : NOT_RUNNING;
    return {
      'nginx.process': known(process),
      'nginx.config': isUnreadable
        ? unknown(reason, `${build.main}: ${tree.unread[0]?.reason ?? 'empty'}`)
        : known(await describe(look, tree, build, root, exe)),
    };
  },
};

interface Build {
  main: string;
  prefix: string;
  version: string | null;
  errorLog: string | null;
  accessLog: string | null;
  args: string[];
}

const NOT_RUNNING: NginxProcess = {
  isRunning: false,
  masterPid: 0,
  masterStart: 0,
  startedAt: '',
  loadedAt: null,
  workerUser: null,
  workers: 0,
  workerKeys: [],
  shuttingDown: 0,
  openFilesMax: null,
  openFiles: null,
  hasOwnMounts: false,
  container: null,
  changedSince: [],
  otherMasters: [],
};

async function findBuild(look: Look, exe: string | null, run: NginxRun | undefined): Promise<Build> {
  const isOurs = exe !== null && run?.container == null && existsSync(exe);
  const told = isOurs ? (await look.run(exe, ['-V'], { timeoutMs: 1500 })).stderr : '';
  const flag = (name: string): string | null =>
    new RegExp(`--${name}=('[^']*'|\\S+)`).exec(told)?.[1]?.replaceAll("'", '') ?? null;
  const option = (name: string): string | null => {
    const at = run?.args.indexOf(name) ?? -1;
    return at === -1 ? null : (run?.args[at + 1] ?? null);
  };
  const prefix = option('-p') ?? flag('prefix') ?? '/etc/nginx';
  const written =
    option('-c') ??
    flag('conf-path') ??
    (existsSync('/etc/nginx/nginx.conf') || !isOurs ? '/etc/nginx/nginx.conf' : 'conf/nginx.conf');
  const args = [...(option('-p') === null ? [] : ['-p', prefix]), ...(option('-c') === null ? [] : ['-c', written])];
  return {
    main: isAbsolute(written) ? written : join(prefix, written),
    prefix,
    version: /nginx version: \S*?\/(.+)/.exec(told)?.[1]?.trim() ?? null,
    errorLog: flag('error-log-path') ?? (isOurs ? join(prefix, 'logs/error.log') : null),
    accessLog: flag('http-log-path') ?? (isOurs ? join(prefix, 'logs/access.log') : null),
    args,
  };
}

async function describe(look: Look, tree: Tree, build: Build, root: string, exe: string | null): Promise<NginxConfig> {
  const told = exe !== null && root === '' && existsSync(exe) ? await testConfig(look, exe, build.args) : null;
  const logs = describeLogs(tree.directives, build);
  return {
    source: 'files',
    main: build.main,
    problem: told ?? tree.problem,
    unread: tree.unread.map(({ path }) => path),
    version: build.version,
    errorLogs: logs.errorLogs.map((path) => root + path),
    accessLogs: logs.accessLogs.map((log) => ({ ...log, path: root + log.path })),
    ...withPaths(describeConfig(tree.directives), dirname(build.main)),
  };
}

/** Certificates are meant relative to the folder of the main file. */
function withPaths(config: ReturnType<typeof describeConfig>, folder: string): ReturnType<typeof describeConfig> {
  const full = (path: string | null): string | null =>
    path === null || isAbsolute(path) || path.includes('$') || path.startsWith('data:') ? path : join(folder, path);
  return {
    ...config,
    servers: config.servers.map((server) => ({
      ...server,
      certificate: full(server.certificate),
      certificateKey: full(server.certificateKey),
    })),
  };
}

function describeRun(run: NginxRun, others: NginxRun[], tree: Tree, root: string): NginxProcess {
  const active = run.workers.filter((worker) => !worker.isLeaving);
  const loadedAt = active.length > 0 ? Math.min(...active.map((worker) => worker.startedAt)) : run.startedAt;
  const names = new Map(readAccounts().map(({ uid, name }) => [uid, name]));
  const counts = active.map((worker) => countOpenFiles(worker.pid)).filter((count) => count !== null);
  const first = active[0];
  return {
    isRunning: true,
    masterPid: run.pid,
    masterStart: run.start,
    startedAt: new Date(run.startedAt).toISOString(),
    loadedAt: new Date(loadedAt).toISOString(),
    workerUser: first?.uid == null ? null : (names.get(first.uid) ?? String(first.uid)),
    workers: active.length,
    workerKeys: active.map((worker) => `${worker.pid}@${worker.start}`),
    shuttingDown: run.workers.length - active.length,
    openFilesMax: first ? maxOpenFiles(first.pid) : null,
    openFiles: counts.length > 0 ? Math.max(...counts) : null,
    hasOwnMounts: run.hasOwnMounts,
    container: run.container,
    changedSince: [...new Set([...tree.files, ...tree.folders])].flatMap((path) => {
      const at = changedAt(root + path);
      // A worker's start is known to the hundredth of a second, and boot time to the second.
      return at !== null && at > loadedAt + 1000 ? [{ file: path, changedAt: new Date(at).toISOString() }] : [];
    }),
    otherMasters: others.map(({ pid }) => pid),
  };
}
