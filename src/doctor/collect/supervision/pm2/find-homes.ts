// Finds every folder in which a daemon of PM2 lives or lived: by running daemons, units, and the homes of users.
import { readAccounts } from '../../../../host/linux/accounts.ts';
import { type BriefProcess, listBriefProcesses, readEnviron } from '../../../../host/linux/brief-processes.ts';
import { lexUnitFile, valuesInForce } from '../../../../host/linux/lex-unit-file.ts';
import { namesIn, statOf, textOf } from '../../../../host/linux/look-at-path.ts';
import { assignmentsIn } from '../../../../host/linux/systemd-words.ts';

export interface Pm2Home {
  home: string;
  /** Who runs the daemon, or would. */
  user: string;
  owner: string;
  daemon: BriefProcess | null;
  /** The enabled unit that names this home. */
  unit: string | null;
}

const UNIT_FOLDER = '/etc/systemd/system';
const HOMES_MAX = 50;

export function findPm2Homes(env: NodeJS.ProcessEnv): Pm2Home[] {
  const daemons = listBriefProcesses().filter(({ argv, comm }) => /^PM2 v[\d.]+: God/.test(argv[0] ?? comm));
  const homes = new Map<string, Pm2Home>();
  for (const daemon of daemons) {
    const home = homeOfDaemon(daemon);
    if (home !== null) homes.set(home, { home, user: userOf(daemon.uid), owner: ownerOf(home), daemon, unit: null });
  }
  for (const { home, unit } of homesOfUnits()) {
    const known = homes.get(home);
    homes.set(
      home,
      known ? { ...known, unit } : { home, user: ownerOf(home), owner: ownerOf(home), daemon: null, unit },
    );
  }
  const guesses = [env['PM2_HOME'], ...readAccounts().map(({ home }) => `${home}/.pm2`), '/etc/.pm2'];
  for (const home of guesses) {
    if (home === undefined || homes.has(home) || !isPm2Home(home)) continue;
    homes.set(home, { home, user: ownerOf(home), owner: ownerOf(home), daemon: null, unit: null });
  }
  return [...homes.values()].slice(0, HOMES_MAX);
}

/** It writes its home into its title: `PM2 v7.0.4: God Daemon (/root/.pm2)`. */
function homeOfDaemon({ argv, pid }: BriefProcess): string | null {
  return /God Daemon \((.+)\)\s*$/.exec(argv.join(' '))?.[1] ?? readEnviron(pid)?.['PM2_HOME'] ?? null;
}

function homesOfUnits(): { home: string; unit: string }[] {
  const wanted = namesIn(`${UNIT_FOLDER}/multi-user.target.wants`);
  return namesIn(UNIT_FOLDER)
    .filter((name) => name.endsWith('.service') && wanted.includes(name))
    .flatMap((unit) => {
      const environment = valuesInForce(lexUnitFile(textOf(`${UNIT_FOLDER}/${unit}`) ?? ''), 'Service', 'Environment');
      const home = Object.assign({}, ...environment.map(({ value }) => assignmentsIn(value)))['PM2_HOME'] as
        | string
        | undefined;
      return home === undefined ? [] : [{ home, unit }];
    });
}

function isPm2Home(home: string): boolean {
  const names = namesIn(home);
  return names.some((name) => ['rpc.sock', 'dump.pm2', 'pm2.log'].includes(name));
}

function ownerOf(path: string): string {
  const stats = statOf(path);
  return stats === null || stats === 'denied' ? '?' : userOf(stats.uid);
}

const userOf = (uid: number): string => readAccounts().find((one) => one.uid === uid)?.name ?? String(uid);
