// Collects whether the clock is kept by somebody, and whether it stands before times that were written down already.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../host/linux/package-root.ts';
import { type Collector, known, type Look } from '../collector.ts';

const KEEPERS: Record<string, string> = {
  chronyd: 'chrony',
  ntpd: 'ntp',
  ntpsec: 'ntpsec',
  openntpd: 'openntpd',
  'systemd-timesyn': 'systemd-timesyncd',
};
const TIMEDATECTL_TIMEOUT_MS = 1500;
const FILES_MAX = 300;

export const clockCollector: Collector = {
  name: 'clock',
  ids: ['host.clock'],
  stage: 2,
  budgetMs: 2500,
  collect: async (look) => ({
    'host.clock': known({
      isSynchronized: await askSynchronized(look),
      service: keeperAmong(look),
      futureSeconds: Math.max(0, Math.round((newestFileMs(look.now) - look.now) / 1000)),
    }),
  }),
};

/** timedatectl(1) asks the kernel (adjtimex). */
async function askSynchronized(look: Look): Promise<boolean | null> {
  const { stdout } = await look.run('timedatectl', ['show', '--property=NTPSynchronized'], {
    timeoutMs: TIMEDATECTL_TIMEOUT_MS,
  });
  const answer = /^NTPSynchronized=(yes|no)$/m.exec(stdout)?.[1];
  return answer === undefined ? null : answer === 'yes';
}

function keeperAmong(look: Look): string | null {
  const processes = look.find('processes') ?? [];
  return processes.map(({ comm }) => KEEPERS[comm]).find((name) => name !== undefined) ?? null;
}

/** Files that the machine writes as it goes, systemd's own note of the last time it was sure of, and this very program. */
function newestFileMs(now: number): number {
  const files = [
    '/var/lib/systemd/timesync/clock',
    '/var/lib/systemd/timers',
    '/var/lib/dpkg/status',
    '/var/log',
    ...namesIn('/var/log').map((name) => join('/var/log', name)),
    join(packageRoot(), 'package.json'),
  ];
  return Math.max(now, ...files.slice(0, FILES_MAX).map(mtimeOf));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function mtimeOf(file: string): number {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return 0;
  }
}
