// Names databases, tells who holds their connections, and finds what applications said about them.
import type { DatabaseClients, DatabaseFact } from '../facts/database-facts.ts';
import type { Message } from '../facts/message-facts.ts';
import type { EntityKey, FactId, Facts } from '../model.ts';
import type { MessageKind } from '../collect/messages/kinds.ts';
import { familyOf, holderOf, type Kept, keeperOf, keptOf } from './kept.ts';
import { isWithin, msBetween } from './messages.ts';
import { endsOf } from './missed.ts';
import { keptFor, standingOf } from './standing.ts';

const NAMES = { postgres: 'PostgreSQL', mysql: 'MySQL', redis: 'Redis' };

export const databaseKey = ({ kind, host, port, socket }: DatabaseFact): EntityKey =>
  `database:${kind}@${host}:${port ?? socket ?? ''}`;

export const databaseName = ({ kind, host, port, socket }: DatabaseFact): string =>
  `${NAMES[kind]} at ${port === null ? socket : `${host}:${port}`}`;

export const isLocal = ({ host }: Pick<DatabaseFact, 'host'>): boolean =>
  host === '127.0.0.1' || host === '::1' || host === 'localhost';

export interface Taker {
  /** Keeper, else process, else what the client says of itself. */
  key: EntityKey | null;
  name: string;
  kept: Kept | null;
  count: number;
  /** Connections of each of its processes. */
  perProcess: number[];
  clients: DatabaseClients[];
}

/** Who holds the connections of a database, the greatest first. */
export function takersOf(facts: Facts<FactId>, database: DatabaseFact): Taker[] {
  const kept = keptOf(facts);
  const takers = new Map<string, Taker>();
  for (const client of database.clients.length > 0 ? database.clients : clientsBySockets(facts, database)) {
    const process = client.holder === null ? null : holderOf(facts, client.holder);
    const keeper = process === null ? null : keeperOf(facts, process, kept);
    const key: EntityKey | null = keeper?.key ?? (client.holder === null ? null : `process:${client.holder}`);
    const said = client.app ?? client.user ?? client.host ?? 'somebody';
    const name =
      keeper?.name ?? (process === null ? said : `pid ${process.pid} (${process.argv.join(' ').slice(0, 60)})`);
    const taker = takers.get(key ?? `? ${said}`) ?? { key, name, kept: keeper, count: 0, perProcess: [], clients: [] };
    taker.count += client.count;
    taker.clients.push(client);
    takers.set(key ?? `? ${said}`, taker);
  }
  for (const taker of takers.values()) {
    const byProcess = Map.groupBy(taker.clients, ({ holder, host }) => holder ?? host ?? '');
    taker.perProcess = [...byProcess.values()]
      .map((list) => list.reduce((sum, { count }) => sum + count, 0))
      .toSorted((a, b) => b - a);
  }
  return [...takers.values()].toSorted((a, b) => b.count - a.count);
}

/** A server that lets nobody in to ask it: the sockets of this machine still tell who is connected from here. */
function clientsBySockets(facts: Facts<FactId>, { port, host }: DatabaseFact): DatabaseClients[] {
  const mine = (facts.find('sockets.connections') ?? []).filter(
    (one) =>
      one.direction === 'out' &&
      one.port === port &&
      one.state === 'ESTABLISHED' &&
      (one.remoteHost === host || (isLocal({ host }) && isLocal({ host: one.remoteHost ?? '' }))),
  );
  return mine.map(({ holder, count }) => ({
    holder,
    host: null,
    app: null,
    user: null,
    database: null,
    state: null,
    count,
    oldestSeconds: null,
  }));
}

export const keysOf = (takers: readonly Taker[]): EntityKey[] => [...new Set(takers.flatMap(({ key }) => key ?? []))];

/** `shop.service 60, shop-worker 20, psql 1` */
export const takersText = (takers: readonly Taker[]): string =>
  takers
    .slice(0, 4)
    .map(({ name, count }) => `${name} ${count}`)
    .join(', ');

/** What applications and servers said, of these kinds. A server's own log is about its unit. */
export const said = (facts: Facts<FactId>, kinds: readonly MessageKind[]): Message[] =>
  (facts.find('messages') ?? []).filter(({ kind }) => kinds.includes(kind));

export const whoSaid = (messages: readonly Message[]): EntityKey[] => [
  ...new Set(messages.flatMap(({ about }) => about)),
];

const OF_DATABASES: readonly MessageKind[] = [
  'node-connect-refused',
  'node-connect-timeout',
  'node-dns-failed',
  'node-dns-temporary',
  'postgres-too-many',
  'postgres-reserved',
  'postgres-auth-failed',
  'postgres-no-database',
  'postgres-starting',
  'mysql-too-many',
  'mysql-user-limit',
  'mysql-auth-failed',
  'mysql-no-database',
  'redis-too-many',
  'redis-out-of-memory',
  'redis-misconf',
  'redis-auth-failed',
  'redis-starting',
];
/** A server's own log is full of strangers and of what has passed: programs here say whether they are served. */
export const isOfServer = ({ source, file }: Message): boolean =>
  /postgresql|mysql|mariadb|redis|valkey/i.test(`${source} ${file ?? ''}`);

/** One attempt may fail in two ways: at one of two addresses, or at the second server. */
const ONE_ATTEMPT_MS = 4000;

/** Lately, by what runs now or would be started again, and no later attempt of the same program failed in another way. */
export function isStillRefused(facts: Facts<FactId>, message: Message, withinMs: number): boolean {
  if (!isWithin(message.lastAt, facts.takenAt, withinMs) || isOfServer(message)) return false;
  const later = said(facts, OF_DATABASES).filter(
    (other) =>
      other.kind !== message.kind &&
      isOfOneServer(message.kind, other.kind) &&
      other.about.some((key) => message.about.includes(key)) &&
      (msBetween(message.lastAt, other.lastAt) ?? 0) > ONE_ATTEMPT_MS,
  );
  return (
    later.length === 0 &&
    !isOfFormerLife(facts, message) &&
    (message.about.length === 0 || standingOf(facts, message).holdsNow)
  );
}

/** It was started anew since by a person, not by its own end, and has said nothing of the kind again. */
function isOfFormerLife(facts: Facts<FactId>, message: Message): boolean {
  const kept = keptFor(facts, message);
  const running = kept.flatMap((one) => familyOf(facts, one)).filter(({ isNode }) => isNode);
  const isNewer =
    running.length > 0 && running.every(({ startedAt }) => (msBetween(message.lastAt, startedAt) ?? 0) > 0);
  const endedByItself = kept.some((one) =>
    endsOf(facts, one).some(({ lastAt }) => (msBetween(message.firstAt, lastAt) ?? -1) >= 0),
  );
  return isNewer && !endedByItself;
}

/** What Redis says is no answer to a question to PostgreSQL. A connection that was not made may have been to either. */
function isOfOneServer(one: MessageKind, other: MessageKind): boolean {
  const server = (kind: MessageKind): string => /^(postgres|mysql|redis)/.exec(kind)?.[1] ?? '';
  return server(one) === server(other) || server(one) === '' || server(other) === '';
}
