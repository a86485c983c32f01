// Finds keepers that can't have their port because somebody else has it, and says what that somebody is to them.
import type { ListenerFact, ProcessFact } from '../facts/process-facts.ts';
import type { Message } from '../facts/message-facts.ts';
import type { EntityKey, FactId, Facts } from '../model.ts';
import { isSameApp } from './app-root.ts';
import { familyOf, holderOf, type Kept, keeperOf, keptOf } from './kept.ts';
import { isAboutKept } from './missed.ts';
import { isWithin, messagesOf, MINUTE_MS, newestFirst } from './messages.ts';

export interface PortConflict {
  wanting: Kept;
  port: number;
  holder: ProcessFact;
  /** What has the holder: another keeper, or nobody. */
  keeper: Kept | null;
  kind: 'orphan' | 'other-keeper-of-same-app' | 'pm2-daemon' | 'other-program';
  /** The line in which it says that the port is taken; null when only the state tells. */
  message: Message | null;
}

export function portConflicts(facts: Facts<FactId>): PortConflict[] {
  const kept = keptOf(facts);
  const conflicts = kept.flatMap((wanting) => conflictsOf(facts, wanting, kept));
  // A worker often shares the file with PORT: where one says that it was refused the port, it was not the one that only has the setting.
  return conflicts.filter(
    ({ message, port }) => message !== null || !conflicts.some((one) => one.port === port && one.message !== null),
  );
}

function conflictsOf(facts: Facts<FactId>, wanting: Kept, kept: Kept[]): PortConflict[] {
  const own = familyOf(facts, wanting);
  const messages = newestFirst(
    messagesOf(
      facts,
      ['node-address-in-use'],
      (message) => isAboutKept(message, wanting) && message.data['port'] !== undefined,
    ),
  );
  const ports = new Set([
    ...messages.map(({ data }) => Number(data['port'])),
    ...(wanting.port === null ? [] : [wanting.port]),
  ]);
  return [...ports].flatMap((port) => {
    const listeners = (facts.find('sockets.listening') ?? []).filter((one) => one.kind === 'tcp' && one.port === port);
    if (listeners.length === 0 || listeners.some((one) => isHeldBy(one, own))) return [];
    const message = messages.find(({ data }) => data['port'] === String(port)) ?? null;
    if (message === null && endsOtherwise(facts, wanting)) return [];
    const holder = listeners
      .flatMap(({ holders }) => holders)
      .map((one) => holderOf(facts, one))
      .find((one) => one !== null);
    if (!holder || !isStill(facts, wanting, message, holder)) return [];
    const keeper = keeperOf(facts, holder, kept);
    const kind = kindOf(wanting, holder, keeper);
    // PM2's daemon holds the ports of its clusters: that is how they work, as long as one runs.
    if (kind === null || (kind === 'pm2-daemon' && wanting.kind === 'pm2' && wanting.isUp === true)) return [];
    return [{ wanting, port, holder, keeper, kind, message }];
  });
}

/** What tells another reason for its end never came as far as to ask for the port. */
const endsOtherwise = (facts: Facts<FactId>, { key }: Kept): boolean =>
  messagesOf(
    facts,
    [
      'node-module-missing',
      'nest-cannot-resolve',
      'node-syntax-error',
      'config-validation-failed',
      'node-heap-exhausted',
    ],
    ({ about, lastAt }) => about.includes(key) && isWithin(lastAt, facts.takenAt, 10 * MINUTE_MS),
  ).length > 0;

const isHeldBy = ({ holders }: ListenerFact, family: ProcessFact[]): boolean =>
  family.some(({ pid, start }) => holders.includes(`${pid}@${start}`));

/** It is down, or says so these minutes; and not of a time before who holds the port now came. */
function isStill(facts: Facts<FactId>, wanting: Kept, message: Message | null, holder: ProcessFact): boolean {
  if (message !== null && isWithin(message.lastAt, facts.takenAt, 3 * MINUTE_MS)) return true;
  const isDown = wanting.isUp === false || wanting.isBetweenTries;
  if (!isDown || !wanting.isWanted) return false;
  return message?.lastAt == null || message.lastAt >= holder.startedAt.slice(0, 19);
}

function kindOf(wanting: Kept, holder: ProcessFact, keeper: Kept | null): PortConflict['kind'] | null {
  if (/God Daemon|^PM2 v/.test(holder.argv.join(' '))) return 'pm2-daemon';
  if (keeper !== null && keeper.key === wanting.key) return null;
  const isSame = isSameApp(holder.cwd, wanting.folder) || (keeper !== null && isSameApp(keeper.folder, wanting.folder));
  if (keeper !== null) return isSame ? 'other-keeper-of-same-app' : 'other-program';
  if (!holder.isNode) return 'other-program';
  // Left behind in the unit's own group, or standing in a folder of the same application.
  return isSame || `unit:${holder.unit ?? ''}` === wanting.key ? 'orphan' : 'other-program';
}

export const keysOf = ({ wanting, port }: PortConflict): EntityKey[] => [wanting.key, `port:${port}`];
