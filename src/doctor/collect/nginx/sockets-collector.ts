// Collects how the unix sockets that nginx passes requests to look to nginx: in its own mounts, as its own user.
import { readFileSync, statSync } from 'node:fs';
import { readAccounts, readGroups } from '../../../host/linux/accounts.ts';
import { walkPath, WRITE, type Walker } from '../../../host/linux/walk-path.ts';
import type { NginxConfig, NginxProcess, NginxSocket, PathComponent } from '../../facts/nginx-facts.ts';
import type { ListenerFact } from '../../facts/process-facts.ts';
import { isUnix, unixPathOf } from '../../join/addresses.ts';
import { passedAddresses } from '../../join/passed-targets.ts';
import { type Collector, known, none } from '../collector.ts';

const SOCKETS_MAX = 100;

export const socketsCollector: Collector = {
  name: 'sockets behind nginx',
  ids: ['nginx.sockets'],
  stage: 2,
  budgetMs: 1500,
  collect: async (look) => {
    const config = look.find('nginx.config');
    const process = look.find('nginx.process');
    if (config === null) return { 'nginx.sockets': none };
    const paths = [...new Set(passedAddresses(config).filter(isUnix).map(unixPathOf))].slice(0, SOCKETS_MAX);
    const walker = walkerOf(config, process);
    const root = process?.isRunning && process.hasOwnMounts && look.isRoot ? `/proc/${process.masterPid}/root` : '';
    const listeners = look.find('sockets.listening') ?? [];
    return { 'nginx.sockets': known(paths.map((path) => describe(path, walker, root, listeners))) };
  },
};

interface NamedWalker extends Walker {
  name: string;
}

function walkerOf(config: NginxConfig, process: NginxProcess | null): NamedWalker {
  const accounts = readAccounts();
  const workerPid = process?.workerKeys[0]?.split('@')[0];
  const status = workerPid === undefined ? '' : readOrEmpty(`/proc/${workerPid}/status`);
  const uid = /^Uid:\s+\d+\s+(\d+)/m.exec(status)?.[1];
  if (uid !== undefined) {
    const gid = /^Gid:\s+\d+\s+(\d+)/m.exec(status)?.[1];
    const groups = /^Groups:[ \t]*([\d ]*)$/m.exec(status)?.[1]?.trim().split(/\s+/).filter(Boolean) ?? [];
    return {
      uid: Number(uid),
      gids: [gid, ...groups].map(Number),
      name: accounts.find((one) => one.uid === Number(uid))?.name ?? uid,
    };
  }
  const name = config.user ?? 'nobody';
  const account = accounts.find((one) => one.name === name);
  const groups = readGroups().filter((group) => group.members.includes(name));
  return { name, uid: account?.uid ?? 65_534, gids: [account?.gid ?? 65_534, ...groups.map(({ gid }) => gid)] };
}

function describe(path: string, walker: NamedWalker, root: string, listeners: ListenerFact[]): NginxSocket {
  const walked = walkPath(path, walker, WRITE, root);
  const refused = walked.steps.find((step) => !step.isAllowed);
  return {
    path,
    user: walker.name,
    exists: walked.end !== null,
    isSocket: walked.end?.isSocket() ?? false,
    // Where nothing is, nobody can tell who might have used it.
    isAllowed: refused ? false : walked.end ? true : null,
    refusedAt: refused ? component(refused) : null,
    components: walked.steps.map(component),
    existsHere: inodeOf(path) !== null,
    listeners: listeners
      .filter((one) => one.kind === 'unix' && one.path === path)
      .flatMap((one) => one.holders)
      .map((holder) => ({ holder, sameFile: isSameFile(root + path, `/proc/${holder.split('@')[0]}/root${path}`) })),
  };
}

function component({ path, uid, gid, mode }: { path: string; uid: number; gid: number; mode: number }): PathComponent {
  const owner = readAccounts().find((one) => one.uid === uid)?.name ?? String(uid);
  const group = readGroups().find((one) => one.gid === gid)?.name ?? String(gid);
  return { path, owner, group, mode: (mode & 0o7777).toString(8).padStart(4, '0') };
}

function isSameFile(one: string, other: string): boolean | null {
  const [mine, theirs] = [inodeOf(one), inodeOf(other)];
  if (theirs === null) return null;
  return mine === theirs;
}

function inodeOf(path: string): string | null {
  try {
    const { dev, ino } = statSync(path);
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
