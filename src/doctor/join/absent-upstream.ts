// Decides what is behind an address where nobody listens: the application listens elsewhere, or it is not up.
import type { EntityKey, FactId, Facts } from '../model.ts';
import { isLoopback, readTcp } from './addresses.ts';
import { type FreeListener, freeListeners } from './free-listeners.ts';
import { isNamedLike } from './guess-keepers.ts';
import type { Keeper } from './keepers.ts';
import { firstOf, messagesOf, MINUTE_MS, msBetween } from './messages.ts';
import { isAlike, wordsOfProcesses, wordsOfSite } from './name-words.ts';
import { isAbout, keysOfExpected, type UpstreamState } from './upstream-states.ts';

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
    return {
      kind: 'elsewhere',
      listener: samePort,
      others: [],
      isSure: true,
      why: 'it is the same port on another address',
    };
  }
  const web = free.filter(speaksHttp);
  const { declared, expected } = state;
  const ofDeclared = web.find((one) => declared.some((keeper) => isKeptBy(facts, one, keeper)));
  if (ofDeclared)
    return {
      kind: 'elsewhere',
      listener: ofDeclared,
      others: [],
      isSure: true,
      why: `${declared[0]?.name} is set to port ${port} and listens there instead`,
    };
  if (declared.length > 0 || expected.some((keeper) => isNamedLike(state, keeper)))
    return { kind: 'down', suspects: expected };
  const alike = web.filter((one) => isAlike(wordsOfSite(state), wordsOfProcesses(one.processes)));
  const [first, ...others] = alike.length > 0 ? alike : web;
  // What should run and doesn't is a better guess than what runs under another name.
  if (first === undefined || (alike.length === 0 && expected.some(({ isWanted }) => isWanted)))
    return { kind: 'down', suspects: expected };
  const moved =
    alike.length === 0 && others.length > 0 ? web.find((one) => startedWithRefusals(facts, state, one)) : undefined;
  if (moved)
    return {
      kind: 'elsewhere',
      listener: moved,
      others: web.filter((one) => one !== moved),
      isSure: false,
      why: 'it was started when the first request was refused',
    };
  const why = alike.length > 0 ? 'its name goes with the site' : 'no other application is without a site';
  return {
    kind: 'elsewhere',
    listener: first,
    others,
    isSure: others.length === 0 && first.probe?.status != null,
    why,
  };
}

const NEAR_MS = 2 * MINUTE_MS;

/** Of several, the one that came with the trouble has most likely moved. */
function startedWithRefusals(facts: Facts<FactId>, state: UpstreamState, { processes }: FreeListener): boolean {
  const refused = firstOf(
    messagesOf(facts, ['nginx-connect-refused', 'nginx-connect-absent'], ({ data }) =>
      isAbout(state, data['upstream'] ?? ''),
    ),
  );
  return processes.some(
    ({ startedAt }) => Math.abs(msBetween(startedAt, refused) ?? Number.POSITIVE_INFINITY) <= NEAR_MS,
  );
}

/** What was not asked may speak HTTP; what answered otherwise does not. */
const speaksHttp = ({ probe }: FreeListener): boolean =>
  probe === null || probe.status !== null || probe.error === 'timeout';

function isKeptBy(facts: Facts<FactId>, listener: FreeListener, keeper: Keeper): boolean {
  const [kind, name] = splitKey(keeper.key);
  return listener.processes.some((process) => {
    if (kind === 'unit') return process.unit === name;
    if (kind === 'program')
      return (
        facts
          .find('supervisor.programs')
          ?.programs.some((one) => one.name === name && isSelfOrAbove(facts, process.pid, one.pid)) ?? false
      );
    if (kind === 'pm2')
      return (
        facts
          .find('pm2.daemons')
          ?.some((daemon) =>
            daemon.apps.some(
              (app) => `${daemon.user}/${app.name}` === name && isSelfOrAbove(facts, process.pid, app.pid),
            ),
          ) ?? false
      );
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

const splitKey = (key: EntityKey): [string, string] => [
  key.slice(0, key.indexOf(':')),
  key.slice(key.indexOf(':') + 1),
];

/** Keys of who is missing, so that what is found of them meets what is found here. */
export const keysOfAbsence = (state: UpstreamState, absence: Absence | null): EntityKey[] => [
  state.key,
  ...(absence?.kind === 'down' ? keysOfExpected({ expected: absence.suspects }) : []),
];
