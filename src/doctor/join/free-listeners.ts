// Finds what Node processes listen on and nginx passes nothing to: where an application may be that nginx looks for elsewhere.
import type { SiteProbe } from '../facts/nginx-facts.ts';
import type { ListenerFact, ProcessFact } from '../facts/process-facts.ts';
import type { FactId, Facts } from '../model.ts';
import { listenersAt, reachable, readTcp, unixPathOf } from './addresses.ts';
import { passedTargets } from './passed-targets.ts';

export interface FreeListener {
  /** Where it can be reached from this machine. */
  address: string;
  port: number | null;
  path: string | null;
  host: string | null;
  /** Processes of Node that hold it. */
  processes: ProcessFact[];
  probe: SiteProbe | null;
}

export function freeListeners(facts: Facts<FactId>): FreeListener[] {
  const config = facts.find('nginx.config');
  const nodes = new Map(
    (facts.find('processes') ?? []).filter((one) => one.isNode).map((one) => [`${one.pid}@${one.start}`, one]),
  );
  const passed = config === null ? [] : passedTargets(config).map(({ address }) => address);
  const isPassed = (listener: ListenerFact): boolean =>
    passed.some((address) => {
      const tcp = readTcp(address);
      return tcp
        ? listenersAt([listener], addressesOf(facts, tcp.host), tcp.port).length > 0
        : listener.path === unixPathOf(address);
    });
  const probes = (facts.find('site.probes') ?? []).filter(({ kind }) => kind === 'listener');
  return (facts.find('sockets.listening') ?? []).flatMap((listener): FreeListener[] => {
    const processes = listener.holders.flatMap((holder) => nodes.get(holder) ?? []);
    const isDebugger = listener.port !== null && listener.port >= 9229 && listener.port <= 9239;
    if (processes.length === 0 || isPassed(listener) || isDebugger || processes.every(isKeeperItself)) return [];
    const { kind, host, port, path } = listener;
    if (kind === 'unix' && path?.startsWith('/') !== true) return [];
    const probe =
      probes.find((one) => one.target?.endsWith(kind === 'tcp' ? `:${port}` : (path ?? '')) === true) ?? null;
    return [{ address: reachable(listener), port, path, host, processes, probe }];
  });
}

/** PM2's daemon listens for its own commands, and so do we. */
const isKeeperItself = (process: ProcessFact): boolean =>
  /PM2 v|God Daemon|allswell\/(src|dist)|[/]keeper[/]main/.test(process.argv.join(' '));

/** What a name means here; the usual meaning of localhost where nobody asked. */
export function addressesOf(facts: Facts<FactId>, host: string): string[] {
  if (/^[\d.]+$/.test(host) || host.includes(':')) return [host];
  const names = facts.find('host.names');
  const name = host.toLowerCase();
  return names?.resolved[name] ?? names?.hosts[name] ?? (name === 'localhost' ? ['127.0.0.1', '::1'] : []);
}
