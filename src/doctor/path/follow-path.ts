// Follows a request hop by hop through the facts: name → nginx → site → location → upstream → socket → process → keeper →
// application → database. Says of each hop whether it is well; why one is not is the rules' matter.
import { factsOf } from '../judge.ts';
import { explainAbsence } from '../join/absent-upstream.ts';
import { readTcp } from '../join/addresses.ts';
import { locationFor } from '../join/log-places.ts';
import { siteName } from '../join/passed-targets.ts';
import { siteKey, type UpstreamState, upstreamStates } from '../join/upstream-states.ts';
import type { EntityKey, Facts, FactId, FactSheet } from '../model.ts';
import { findWorkloads, type Workload } from '../workloads.ts';
import { findSite } from './find-site.ts';
import { applicationHops, databaseHops, keeperHop, processHop } from './hops-behind.ts';
import { locationHop, nameHop, nginxHop, siteHop, socketHop, upstreamHop } from './hops-in-front.ts';
import type { Hop, Path, PathTarget } from './model.ts';
import { readTarget } from './read-target.ts';

/** Null when the text names nothing that one could follow. */
export function followPath(sheet: FactSheet, text: string): Path | null {
  const facts = factsOf(sheet);
  const sites = facts.find('nginx.config')?.servers.flatMap(({ names }) => names) ?? [];
  const target = readTarget(text, sites);
  if (target === null) return null;
  const workloads = findWorkloads(sheet).all;
  const found = target.kind === 'url' ? followUrl(facts, target) : followInside(facts, target, workloads);
  if (found === null) return null;
  const behind =
    found.state === null
      ? followWorkload(facts, found.workload, null)
      : followState(facts, found.state, workloads, found.workload);
  return { target: text, hops: [...found.hops, ...behind.hops], keys: [...new Set([...found.keys, ...behind.keys])] };
}

interface Front {
  hops: Hop[];
  keys: EntityKey[];
  state: UpstreamState | null;
  workload: Workload | null;
}

function followUrl(facts: Facts<FactId>, target: Extract<PathTarget, { kind: 'url' }>): Front | null {
  const config = facts.find('nginx.config');
  const hops = [nameHop(facts, target.host)];
  const found =
    config &&
    (findSite(config, target.host, target.port, target.isTls) ?? findSite(config, target.host, target.port, null));
  if (!config || !found) {
    // Without nginx the port itself is the front door.
    const state = target.port === null ? null : portState(facts, target.port);
    return {
      hops: [...hops, nginxHop(facts)],
      keys: [`site:${target.host}`, ...(state ? [state.key] : [])],
      state,
      workload: null,
    };
  }
  const location = locationFor(found.server, target.path);
  const states = upstreamStates(facts).filter(({ targets }) =>
    targets.some((one) => one.server === found.server && one.location === location),
  );
  const state = states.find(({ isListening }) => isListening === false) ?? states[0] ?? null;
  const site = siteName(found.server);
  return {
    hops: [
      ...hops,
      nginxHop(facts),
      siteHop(facts, target.host, found),
      ...(location ? [locationHop(facts, found.server, location, { path: target.path, state })] : []),
    ],
    keys: [`site:${site}`, ...states.flatMap((one) => [one.key, ...siteKey(one)])],
    state,
    workload: null,
  };
}

function followInside(
  facts: Facts<FactId>,
  target: Exclude<PathTarget, { kind: 'url' }>,
  workloads: Workload[],
): Front | null {
  const workload =
    target.kind === 'name'
      ? findNamed(workloads, target.name)
      : (workloads.find(({ keys }) => keys.has(`port:${target.port}`)) ?? null);
  if (target.kind === 'name' && workload === null) return null;
  const ports: EntityKey[] =
    target.kind === 'port'
      ? [`port:${target.port}`]
      : [...(workload?.keys ?? [])].filter((key) => /^(port|socket):/.test(key));
  const state =
    upstreamStates(facts).find(({ key }) => ports.includes(key)) ??
    upstreamStates(facts).find(({ expected }) => expected.some(({ key }) => key === workload?.id)) ??
    (target.kind === 'port' ? portState(facts, target.port) : null);
  const [place] = state?.targets ?? [];
  const front = place
    ? [
        nginxHop(facts),
        siteHop(facts, place.site, { server: place.server, isNamed: true }),
        locationHop(facts, place.server, place.location, { path: null, state }),
      ]
    : [];
  return { hops: front, keys: [...ports, ...(workload?.keys ?? [])], state, workload };
}

/** `shop`, `shop.service`, `pm2:deploy/shop`, `/srv/shop`: the key itself, its last part, or that without its ending. */
function findNamed(workloads: Workload[], name: string): Workload | null {
  const endsWith = ({ id, folder }: Workload): boolean => {
    const own = id.slice(id.indexOf(':') + 1);
    return (
      id === name ||
      own === name ||
      own.split('/').at(-1) === name ||
      own.replace(/\.service$/, '') === name ||
      own.split('.')[0] === name ||
      folder === name
    );
  };
  return (
    workloads.find(({ id }) => id === name) ??
    workloads.find(endsWith) ??
    workloads.find(({ folder }) => folder?.split('/').at(-1) === name) ??
    null
  );
}

/** An address that nginx knows nothing of. */
function portState(facts: Facts<FactId>, port: number): UpstreamState {
  const listening = facts.find('sockets.listening');
  const listeners = (listening ?? []).filter((one) => one.kind === 'tcp' && one.port === port);
  return {
    address: `127.0.0.1:${port}`,
    key: `port:${port}`,
    targets: [],
    isFastcgi: false,
    hosts: ['127.0.0.1'],
    isLocal: true,
    listeners,
    probe: null,
    isListening: listening === null ? null : listeners.length > 0,
    declared: [],
    expected: [],
  };
}

interface Behind {
  hops: Hop[];
  keys: EntityKey[];
}

function followState(
  facts: Facts<FactId>,
  state: UpstreamState,
  workloads: Workload[],
  asked: Workload | null,
): Behind {
  const port = readTcp(state.address)?.port ?? null;
  const holder = state.listeners.flatMap(({ holders }) => holders)[0];
  const workload =
    asked ??
    workloads.find(({ keys }) => holder !== undefined && keys.has(`process:${holder}`)) ??
    workloads.find(({ keys, ports }) => keys.has(state.key) || (port !== null && ports.has(port))) ??
    null;
  const absence = explainAbsence(facts, state);
  const other = absence?.kind === 'elsewhere' || absence?.kind === 'other-family' ? absence.listener : null;
  if (other) {
    const [process] = other.processes;
    const elsewhere =
      workloads.find(({ keys }) => process && keys.has(`process:${process.pid}@${process.start}`)) ?? null;
    const hops = followWorkload(facts, elsewhere, null).hops;
    const where = {
      what: 'socket' as const,
      isOk: false,
      says: `the application is on ${other.path ?? other.address} instead`,
      evidence: [],
    };
    return { hops: [upstreamHop(state), where, ...hops], keys: [state.key, ...(elsewhere?.keys ?? [])] };
  }
  const suspect =
    absence?.kind === 'down' && absence.suspects.length === 1
      ? workloads.find(({ id }) => id === absence.suspects[0]?.key)
      : undefined;
  const behind = followWorkload(facts, workload ?? suspect ?? null, state);
  const sockets = state.isListening === false ? [] : [socketHop(facts, state)];
  return { hops: [upstreamHop(state), ...sockets, ...behind.hops], keys: [state.key, ...behind.keys] };
}

function followWorkload(facts: Facts<FactId>, workload: Workload | null, state: UpstreamState | null): Behind {
  const process = processHop(facts, workload, state);
  return {
    hops: [
      ...(process ? [process] : []),
      ...keeperHop(facts, workload),
      ...applicationHops(facts, workload),
      ...databaseHops(facts, workload),
    ],
    keys: workload ? [...workload.keys] : [],
  };
}
