// Collects the daemons of PM2 of every user, with their applications. Only looks: it never starts a daemon.
import { type BriefProcess, isoOfStart, readCwd } from '../../../../host/linux/brief-processes.ts';
import { askPm2 } from '../../../../host/linux/ask-pm2.ts';
import { exists, modifiedAt, namesIn, readSmallFile, textOf } from '../../../../host/linux/look-at-path.ts';
import type { Pm2Daemon } from '../../../facts/supervision-facts.ts';
import { type Collector, known, type Look, none } from '../../collector.ts';
import { cleanText } from '../../mask.ts';
import { describePm2App } from './describe-app.ts';
import { findPm2Homes, type Pm2Home } from './find-homes.ts';

const ASK_TIMEOUT_MS = 2500;
const DUMP_BYTES_MAX = 8 * 1024 * 1024;

export const pm2Collector: Collector = {
  name: 'pm2',
  ids: ['pm2.daemons'],
  stage: 1,
  budgetMs: 5000,
  collect: async (look) => {
    const homes = findPm2Homes(process.env);
    if (homes.length === 0) return { 'pm2.daemons': none };
    return { 'pm2.daemons': known(await Promise.all(homes.map((home) => describeDaemon(home, look)))) };
  },
};

async function describeDaemon(place: Pm2Home, look: Look): Promise<Pm2Daemon> {
  const { home, user, owner, daemon, unit } = place;
  const asked = await askPm2(`${home}/rpc.sock`, 'getMonitorData', ASK_TIMEOUT_MS);
  const entries = asked.kind === 'answered' && Array.isArray(asked.value) ? asked.value : [];
  const startup = unit ?? findInCron(user);
  return {
    home,
    user,
    homeOwner: owner,
    daemonPid: daemon?.pid ?? null,
    daemonStartedAt: daemon ? isoOfStart(daemon.start) : null,
    daemonNodeVersion: nodeVersionIn(entries),
    daemonCwdDeleted: daemon !== null && readCwd(daemon.pid)?.isDeleted === true,
    version: daemon ? versionOf(daemon) : null,
    problem: problemOf(asked, daemon),
    hasStartup: startup === 'denied' ? null : startup !== null,
    startup: startup === 'denied' ? null : startup,
    dumpedAt: modifiedAt(`${home}/dump.pm2`),
    dumped: namesInDump(textOf(`${home}/dump.pm2`, DUMP_BYTES_MAX)),
    apps: entries.map((entry) => describePm2App(entry, look.now, exists)).filter((app) => app !== null),
  };
}

/** No daemon and nobody on the socket is no problem of reading: it isn't running. */
function problemOf(asked: Awaited<ReturnType<typeof askPm2>>, daemon: BriefProcess | null): string | null {
  if (asked.kind === 'answered' || (asked.kind === 'absent' && daemon === null)) return null;
  return cleanText(`${asked.kind}: ${asked.detail}`);
}

const versionOf = ({ argv }: BriefProcess): string | null => /^PM2 v([\d.]+\S*):/.exec(argv[0] ?? '')?.[1] ?? null;

/** PM2 notes the version of the Node that it forks with; in cluster mode that is the daemon's own. */
function nodeVersionIn(entries: unknown[]): string | null {
  for (const entry of entries) {
    const env = (entry as { pm2_env?: { exec_mode?: unknown; node_version?: unknown } } | null)?.pm2_env;
    if (env?.exec_mode === 'cluster_mode' && typeof env.node_version === 'string')
      return `v${env.node_version.replace(/^v/, '')}`;
  }
  return null;
}

/** `@reboot pm2 resurrect`, as panels write it; `denied` when it may not be read. */
function findInCron(user: string): string | null {
  const files = [
    `/var/spool/cron/crontabs/${user}`,
    `/var/spool/cron/${user}`,
    '/etc/crontab',
    ...namesIn('/etc/cron.d').map((name) => `/etc/cron.d/${name}`),
  ];
  let isDenied = false;
  for (const file of files) {
    const read = readSmallFile(file);
    if (read === 'denied') isDenied = true;
    else if (read && /^\s*[^#\n]*@reboot[^\n]*\bpm2\b/m.test(read.text)) return file;
  }
  return isDenied ? 'denied' : null;
}

function namesInDump(text: string | null): string[] {
  try {
    const dump = JSON.parse(text ?? '[]') as unknown;
    return Array.isArray(dump) ? dump.map((one: { name?: unknown } | null) => cleanText(String(one?.name ?? ''))) : [];
  } catch {
    return [];
  }
}
