// Says of every address that nginx passes requests to who listens there, who was meant to, and how it answers.
import type { SiteProbe } from '../facts/nginx-facts.ts';
import type { ListenerFact } from '../facts/process-facts.ts';
import type { EntityKey, FactId, Facts } from '../model.ts';
import { isLoopback, isUnix, listenersAt, readTcp, unixPathOf } from './addresses.ts';
import { addressesOf } from './free-listeners.ts';
import { guessKeepers } from './guess-keepers.ts';
import { type Keeper, keepersOf } from './keepers.ts';
import { isSwitchedOff } from './nginx-duty.ts';
import { type PassedTarget, passedTargets } from './passed-targets.ts';

export interface UpstreamState {
  address: string;
  key: EntityKey;
  /** Every location that leads here. */
  targets: PassedTarget[];
  isFastcgi: boolean;
  /** What its name means in numbers, in the resolver's order; empty for unix sockets. */
  hosts: string[];
  isLocal: boolean;
  listeners: ListenerFact[];
  /** Our own request straight to it. */
  probe: SiteProbe | null;
  /** Null: that could not be seen. */
  isListening: boolean | null;
  /** Keepers set to this port in plain sight, or that said they could not have it. */
  declared: Keeper[];
  /** These; where there are none and nobody listens, those that are most likely meant to. */
  expected: Keeper[];
}

export function upstreamStates(facts: Facts<FactId>): UpstreamState[] {
  const config = facts.find('nginx.config');
  if (config === null || isSwitchedOff(facts)) return [];
  const byAddress = Map.groupBy(
    passedTargets(config).filter(({ isDown }) => !isDown),
    ({ address }) => address,
  );
  const keepers = keepersOf(facts);
  const states = [...byAddress].map(([address, targets]) => describe(facts, address, targets, keepers));
  return states.map((state) =>
    state.declared.length > 0 || state.isListening !== false || state.isFastcgi
      ? state
      : { ...state, expected: guessKeepers(facts, state, states) },
  );
}

function describe(facts: Facts<FactId>, address: string, targets: PassedTarget[], keepers: Keeper[]): UpstreamState {
  const tcp = readTcp(address);
  const hosts = tcp ? addressesOf(facts, tcp.host) : [];
  const own = facts.find('host.names')?.own ?? [];
  const isLocal =
    isUnix(address) || (hosts.length > 0 && hosts.every((host) => isLoopback(host) || own.includes(host)));
  const all = facts.find('sockets.listening');
  const listeners = tcp
    ? listenersAt(all ?? [], hosts, tcp.port)
    : (all ?? []).filter((one) => one.kind === 'unix' && one.path === unixPathOf(address));
  const probe =
    (facts.find('site.probes') ?? []).find((one) => one.kind === 'upstream' && one.target === address) ?? null;
  const port = tcp?.port ?? null;
  const declared =
    port === null
      ? []
      : narrow(
          facts,
          port,
          keepers.filter((keeper) => keeper.port === port || saidToWant(facts, keeper, port)),
        );
  return {
    address,
    key: tcp ? `port:${tcp.port}` : `socket:${unixPathOf(address)}`,
    targets,
    isFastcgi: targets.some((one) => one.isFastcgi),
    hosts,
    isLocal,
    listeners,
    probe,
    isListening: isListening(probe, listeners, isLocal && all !== null),
    declared,
    expected: declared,
  };
}

/** Whether nginx means this address when it logs `127.0.0.1:3000`, `[::1]:3000`, `unix:/run/x.sock` or an upstream's name. */
export function isAbout(
  { address, hosts, targets }: Pick<UpstreamState, 'address' | 'hosts' | 'targets'>,
  logged: string,
): boolean {
  if (logged === address || targets.some(({ upstream }) => upstream?.name === logged)) return true;
  const [mine, other] = [readTcp(address), readTcp(logged)];
  return (
    mine !== null &&
    other !== null &&
    mine.port === other.port &&
    (mine.host === other.host || hosts.includes(other.host))
  );
}

/** A connection that was made, or broken off, found somebody; only a refusal finds nobody. */
function isListening(probe: SiteProbe | null, listeners: ListenerFact[], isSeen: boolean): boolean | null {
  if (probe?.error === 'ECONNREFUSED' || probe?.error === 'ENOENT') return false;
  if (
    probe &&
    (probe.status !== null ||
      probe.error === null ||
      ['timeout', 'ECONNRESET', 'EPIPE', 'HPE_INVALID_CONSTANT'].includes(probe.error))
  )
    return true;
  if (listeners.length > 0) return true;
  return isSeen ? false : null;
}

/** A worker often shares the file with PORT. Who was refused the port wants it; else who is up without it has no use for it. */
function narrow(facts: Facts<FactId>, port: number, keepers: Keeper[]): Keeper[] {
  const refused = keepers.filter((keeper) => saidToWant(facts, keeper, port));
  if (refused.length > 0) return refused;
  const down = keepers.filter(({ isUp }) => isUp !== true);
  return down.length > 0 ? down : keepers;
}

function saidToWant(facts: Facts<FactId>, keeper: Keeper, port: number): boolean {
  return (facts.find('messages') ?? []).some(
    (message) =>
      message.kind === 'node-address-in-use' &&
      message.data['port'] === String(port) &&
      message.about.includes(keeper.key),
  );
}

/** The site as findings name it; where a site passes to several places, with the location, so that one's trouble isn't another's. */
export function siteKey(state: Pick<UpstreamState, 'targets'>): EntityKey[] {
  const keys = state.targets.map(({ server, site, location, address, upstream }): EntityKey => {
    const places = new Set(server.locations.flatMap((one) => (one.target === null ? [] : [one.target])));
    const isOnly = places.size <= 1 || [...places].every((target) => target === (upstream?.name ?? address));
    return isOnly ? `site:${site}` : `site:${site} ${location.match}`;
  });
  return [...new Set(keys)];
}

/** Keys of those who should listen there, unless they are too many to mean anything. */
export const keysOfExpected = ({ expected }: Pick<UpstreamState, 'expected'>): EntityKey[] =>
  expected.length > 3
    ? []
    : expected.flatMap(({ key, folder }): EntityKey[] => [key, ...(folder ? [`app:${folder}` as const] : [])]);
