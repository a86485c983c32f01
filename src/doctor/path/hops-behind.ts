// Describes the hops behind the door: process, keeper, application on disk, database.
import { keepersOf } from '../join/keepers.ts';
import { evidenceOf, messagesOf, newestFirst } from '../join/messages.ts';
import type { UpstreamState } from '../join/upstream-states.ts';
import type { EntityKey, Facts, FactId } from '../model.ts';
import type { Workload } from '../workloads.ts';
import type { Hop } from './model.ts';

const YOUNG_MS = 30_000;

export function processHop(facts: Facts<FactId>, workload: Workload | null, state: UpstreamState | null): Hop | null {
  const holders = new Set(state?.listeners.flatMap(({ holders: all }) => all) ?? []);
  const all = facts.find('processes');
  if (all === null) return { what: 'process', isOk: null, says: 'processes could not be seen', evidence: [] };
  const mine = all.filter((one) => workload?.keys.has(`process:${one.pid}@${one.start}`));
  const process =
    all.find((one) => holders.has(`${one.pid}@${one.start}`)) ?? mine.find(({ isNode }) => isNode) ?? mine[0];
  if (!process)
    return workload === null ? null : { what: 'process', isOk: false, says: 'no process of it runs', evidence: [] };
  const ageMs = Date.parse(facts.takenAt) - Date.parse(process.startedAt);
  const listens = holders.size === 0 || holders.has(`${process.pid}@${process.start}`);
  const isGone = process.isCwdDeleted ? ', in a folder that was deleted' : '';
  return {
    what: 'process',
    isOk: listens && !process.isCwdDeleted && (state === null || holders.size > 0),
    says: `pid ${process.pid}, ${process.argv.slice(0, 2).join(' ')}, as ${process.user}, up ${inWords(ageMs)}${ageMs < YOUNG_MS ? ' only' : ''}${isGone}${state !== null && holders.size === 0 ? ', and it listens on nothing that nginx asks' : ''}`,
    evidence: [
      {
        source: 'processes',
        text: `${Math.round(process.rssBytes / 1024 / 1024)} MB, ${process.nodeVersion ?? process.comm}`,
        at: process.startedAt,
      },
    ],
  };
}

export function keeperHop(facts: Facts<FactId>, workload: Workload | null): Hop[] {
  if (workload === null) return [];
  const keeper = keepersOf(facts).find(({ key }) => key === workload.id);
  if (!keeper) {
    const isBare = workload.id.startsWith('process:');
    return isBare
      ? [{ what: 'keeper', isOk: null, says: 'nothing keeps it: when it ends, it stays down', evidence: [] }]
      : [];
  }
  return [
    { what: 'keeper', isOk: keeper.isUp, says: `${keeper.key.replace(':', ' ')} is ${keeper.state}`, evidence: [] },
  ];
}

export function applicationHops(facts: Facts<FactId>, workload: Workload | null): Hop[] {
  const folder = workload?.folder;
  if (!folder) return [];
  const app = (facts.find('apps') ?? []).find((one) => one.folder === folder || one.linkedFrom.includes(folder));
  const faults = newestFirst(
    messagesOf(
      facts,
      [
        'node-module-missing',
        'node-address-in-use',
        'node-syntax-error',
        'nest-cannot-resolve',
        'node-heap-exhausted',
        'node-uncaught',
        'env-missing',
      ],
      ({ about }) => about.some((key) => workload?.keys.has(key)),
    ),
  );
  const missing = app?.entries.filter(({ exists }) => !exists).map(({ path }) => path) ?? [];
  if (!app)
    return [
      {
        what: 'application',
        isOk: null,
        says: `${folder} was not looked into`,
        evidence: faults.slice(0, 1).map(evidenceOf),
      },
    ];
  const lacks = [
    ...missing.map((path) => `${path} is missing`),
    ...(app.modules?.missing.length ? [`${app.modules.missing.length} packages are not installed`] : []),
  ];
  return [
    {
      what: 'application',
      isOk: lacks.length === 0 ? (faults.length > 0 ? null : true) : false,
      says: `${app.packageName ?? 'application'} in ${folder}${lacks.length > 0 ? `: ${lacks.join(', ')}` : ''}`,
      evidence: faults.slice(0, 1).map(evidenceOf),
    },
  ];
}

export function databaseHops(facts: Facts<FactId>, workload: Workload | null): Hop[] {
  const processes = new Set(
    [...(workload?.keys ?? [])]
      .filter((key: EntityKey) => key.startsWith('process:'))
      .map((key) => key.slice('process:'.length)),
  );
  const ports = new Set(
    (facts.find('sockets.connections') ?? [])
      .filter((one) => one.direction === 'out' && one.holder !== null && processes.has(one.holder))
      .map(({ port }) => port),
  );
  const all = facts.find('databases') ?? [];
  const used = all.filter(
    (one) =>
      (one.port !== null && ports.has(one.port)) ||
      one.clients.some(({ holder }) => holder !== null && processes.has(holder)),
  );
  return used.map((one): Hop => {
    const isFull =
      one.maxConnections !== null &&
      one.usedConnections !== null &&
      one.usedConnections >= one.maxConnections - (one.reservedConnections ?? 0);
    const count =
      one.usedConnections !== null && one.maxConnections !== null
        ? `, ${one.usedConnections} of ${one.maxConnections} connections`
        : '';
    return {
      what: 'database',
      isOk: one.answers && !isFull,
      says: `${one.kind} on ${one.socket ?? `${one.host}:${one.port}`} ${one.answers ? 'answers' : `does not answer (${one.problem ?? 'unknown'})`}${count}`,
      evidence: [],
    };
  });
}

function inWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}
