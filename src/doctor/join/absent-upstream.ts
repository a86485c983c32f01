// Decides what is behind an address where nobody listens: the application listens elsewhere, or it is not up.
import type { EntityKey, FactId, Facts } from '../model.ts';
import { isLoopback, isUnix, readTcp } from './addresses.ts';
import { type Keeper, keepersOf } from './keepers.ts';
import { type FreeListener, freeListeners, type UpstreamState, upstreamStates } from './upstream-states.ts';

export type Absence =
  /** `isSure`: nothing else could be meant. */
  | { kind: 'elsewhere'; listener: FreeListener; others: FreeListener[]; isSure: boolean; why: string }
  /** `suspects`: who is most likely meant to listen there. */
  | { kind: 'down'; suspects: Keeper[] }
  /** The same port on the other family of localhost. */
  | { kind: 'other-family'; listener: FreeListener };

/** Null where somebody listens, or where that can't be seen. */
export function explainAbsence(facts: Facts<FactId>, state: UpstreamState): Absence | null {
  if (state.isListening !== false || state.isFastcgi || !state.isLocal) return null;
  const free = freeListeners(facts);
  const port = readTcp(state.address)?.port ?? null;
  const samePort = free.find((one) => port !== null && one.port === port);
  if (samePort) {
    const isFamily = samePort.host !== null && isLoopback(samePort.host) && state.hosts.every(isLoopback);
    if (isFamily) return { kind: 'other-family', listener: samePort };
    return { kind: 'elsewhere', listener: samePort, others: [], isSure: true, why: 'it is the same port on another address' };
  }
  const web = free.filter(speaksHttp);
  const { expected } = state;
  const ofExpected = web.find((one) => expected.some((keeper) => isKeptBy(facts, one, keeper)));
  if (ofExpected) return { kind: 'elsewhere', listener: ofExpected, others: [], isSure: true, why: `${expected[0]?.name} is set to port ${port} and listens there instead` };
  if (expected.length > 0) return { kind: 'down', suspects: expected };
  const down = keepersOf(facts).filter((keeper) => keeper.isUp === false && !servesAnother(facts, keeper, state));
  const wanted = down.filter((keeper) => keeper.isWanted);
  const words = wordsOf(state.targets.flatMap(({ names, upstream }) => [...names, upstream?.name ?? '', isUnix(state.address) ? state.address : '']));
  const downAlike = down.filter((keeper) => isAlike(words, [keeper.name, keeper.folder ?? '']));
  if (downAlike.length > 0) return { kind: 'down', suspects: downAlike };
  const alike = web.filter((one) => isAlike(words, one.processes.flatMap((process) => [process.cwd ?? '', process.unit ?? '', ...process.argv.slice(1, 3)])));
  const [first] = alike.length > 0 ? alike : web;
  if (first === undefined || (alike.length === 0 && wanted.length > 0)) return { kind: 'down', suspects: wanted.length > 0 ? wanted : down };
  const candidates = alike.length > 0 ? alike : web;
  const why = alike.length > 0 ? 'its name goes with the site' : 'no other application is without a site';
  return { kind: 'elsewhere', listener: first, others: candidates.slice(1), isSure: candidates.length === 1 && first.probe?.status != null, why };
}

/** What was not asked may speak HTTP; what answered otherwise does not. */
const speaksHttp = ({ probe }: FreeListener): boolean => probe === null || probe.status !== null || probe.error === 'timeout';

function isKeptBy(facts: Facts<FactId>, listener: FreeListener, keeper: Keeper): boolean {
  const [kind = '', name = ''] = splitKey(keeper.key);
  return listener.processes.some((process) => {
    if (kind === 'unit') return process.unit === name;
    if (kind === 'program') return facts.find('supervisor.programs')?.programs.some((one) => one.name === name && isSelfOrAbove(facts, process.pid, one.pid)) ?? false;
    if (kind === 'pm2') return facts.find('pm2.daemons')?.some((daemon) => daemon.apps.some((app) => `${daemon.user}/${app.name}` === name && isSelfOrAbove(facts, process.pid, app.pid))) ?? false;
    return keeper.folder !== null && process.cwd === keeper.folder;
  });
}

/** Through `npm` and shells, up to a few steps. */
function isSelfOrAbove(facts: Facts<FactId>, pid: number, wanted: number | null): boolean {
  if (wanted === null) return false;
  const processes = facts.find('processes') ?? [];
  for (let one: number | undefined = pid, steps = 0; one !== undefined && one > 1 && steps < 8; steps += 1) {
    if (one === wanted) return true;
    one = processes.find((process) => process.pid === one)?.ppid;
  }
  return false;
}

/** A keeper whose port another place of nginx leads to is not the one that is missing here. */
const servesAnother = (facts: Facts<FactId>, keeper: Keeper, state: UpstreamState): boolean =>
  keeper.port !== null && upstreamStates(facts).some((other) => other.address !== state.address && readTcp(other.address)?.port === keeper.port);

const splitKey = (key: EntityKey): [string, string] => [key.slice(0, key.indexOf(':')), key.slice(key.indexOf(':') + 1)];

/** Words that every name has say nothing. */
const COMMON = new Set(['www', 'com', 'net', 'org', 'example', 'test', 'local', 'localhost', 'api', 'app', 'apps', 'web', 'srv', 'var', 'home', 'opt', 'run', 'unix', 'sock', 'socket', 'service', 'server', 'node', 'dist', 'main', 'src', 'index', 'backend', 'upstream', 'current', 'releases', 'html', 'wwwroot', 'http', 'https', 'dev', 'prod', 'production', 'site']);

const wordsOf = (texts: string[]): Set<string> => new Set(texts.flatMap((text) => text.toLowerCase().split(/[^a-z0-9]+/)).filter((word) => word.length >= 3 && !COMMON.has(word) && !/^\d+$/.test(word)));

const isAlike = (words: Set<string>, texts: string[]): boolean => [...wordsOf(texts)].some((word) => words.has(word));

/** Keys of who is missing, so that what is found of them meets what is found here. */
export function keysOfAbsence(state: UpstreamState, absence: Absence | null): EntityKey[] {
  const suspects = absence?.kind === 'down' && absence.suspects.length <= 3 ? absence.suspects : [];
  return [state.key, ...suspects.map(({ key }) => key), ...suspects.flatMap(({ folder }): EntityKey[] => (folder ? [`app:${folder}`] : []))];
}
