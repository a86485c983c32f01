// Collects all processes and sockets in one pass over /proc: who runs, as whom, since when, and who listens where.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { readAccounts, readGroups } from '../../../host/linux/accounts.ts';
import type { ListenerFact, ProcessFact } from '../../facts/process-facts.ts';
import { type Collector, known, type Look } from '../collector.ts';
import { describeListeners, groupConnections, type Holders } from './describe-sockets.ts';
import { NodeVersions } from './node-versions.ts';
import { parseQueues, parseTcp, parseUnixListeners } from './parse-net.ts';
import { link, type Machine, readProcess, type Seen } from './read-process.ts';

/** Other collectors wait for their programs meanwhile: they get a turn after so many processes. */
const AT_ONCE = 50;
const SS_TIMEOUT_MS = 1000;

export const processesCollector: Collector = {
  name: 'processes',
  ids: ['processes', 'sockets.listening', 'sockets.connections'],
  stage: 1,
  budgetMs: 6000,
  collect: async (look) => {
    const asked = look.run('ss', ['-ltxnHe'], { timeoutMs: SS_TIMEOUT_MS });
    const seen = await readAll();
    const holders = holdersOf(seen);
    const tcp = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => parseTcp(readOrEmpty(file)));
    const unix = parseUnixListeners(readOrEmpty('/proc/net/unix'));
    await nameVersions(seen, look);
    const queues = parseQueues((await asked).stdout);
    return {
      processes: known(seen.map(({ fact }) => fact)),
      'sockets.listening': known(describeListeners(tcp, unix, holders, queues, fileReader())),
      'sockets.connections': known(groupConnections(tcp, holders)),
    };
  },
};

async function readAll(): Promise<Seen[]> {
  const machine = describeMachine();
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const seen: Seen[] = [];
  for (const [index, pid] of pids.entries()) {
    const one = readProcess(Number(pid), machine);
    if (one) seen.push(one);
    if (index % AT_ONCE === AT_ONCE - 1) await setImmediate();
  }
  return seen;
}

function describeMachine(): Machine {
  const names = new Map(readAccounts().map(({ uid, name }) => [uid, name]));
  const booted = /^btime (\d+)$/m.exec(readOrEmpty('/proc/stat'))?.[1];
  return {
    bootedAtMs: Number(booted ?? 0) * 1000,
    mountNamespace: link('self', 'ns/mnt'),
    nameOfUser: (uid) => names.get(uid) ?? String(uid),
  };
}

function holdersOf(seen: Seen[]): Holders {
  const holders: Holders = new Map();
  for (const { fact, socketInodes } of seen) {
    for (const inode of new Set(socketInodes))
      holders.set(inode, [...(holders.get(inode) ?? []), `${fact.pid}@${fact.start}`]);
  }
  return holders;
}

async function nameVersions(seen: Seen[], look: Look): Promise<void> {
  const versions = new NodeVersions(look.run);
  const name = async (fact: ProcessFact): Promise<void> => {
    const { version, abi } = await versions.of(fact);
    fact.nodeVersion = version;
    fact.nodeAbi = abi;
  };
  await Promise.all(seen.filter(({ fact }) => fact.isNode).map(({ fact }) => name(fact)));
}

/** Mode, owner and group of a socket's file; null when it is gone or may not be seen. */
function fileReader(): (path: string) => ListenerFact['file'] {
  const users = new Map(readAccounts().map(({ uid, name }) => [uid, name]));
  const groups = new Map(readGroups().map(({ gid, name }) => [gid, name]));
  return (path) => {
    try {
      const { mode, uid, gid } = statSync(path);
      return {
        mode: (mode & 0o7777).toString(8).padStart(4, '0'),
        owner: users.get(uid) ?? String(uid),
        group: groups.get(gid) ?? String(gid),
      };
    } catch {
      return null;
    }
  };
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
