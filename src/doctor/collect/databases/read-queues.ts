// Reads the queues that BullMQ and Bull keep in Redis: how much waits, how long, what failed, and whether anybody works on it.
import type { QueueFact } from '../../facts/database-facts.ts';
import { maskText } from '../mask.ts';
import { queueOfClient } from './parse-redis.ts';
import type { Reply } from './parse-resp.ts';

export type Ask = (commands: string[][]) => Promise<Reply[]>;

const SCANS_MAX = 40;
const SCAN_COUNT = '2000';
const QUEUES_MAX = 40;

/** `now` in milliseconds: jobs carry the time they were added. */
export async function readQueues(ask: Ask, clientNames: readonly string[], now: number): Promise<QueueFact[]> {
  const bases = await findBases(ask);
  if (bases.length === 0) return [];
  const perQueue = 9;
  const replies = await ask(
    bases.flatMap((base) => [
      ['LLEN', `${base}:wait`],
      ['LLEN', `${base}:active`],
      ['ZCARD', `${base}:failed`],
      ['ZCARD', `${base}:delayed`],
      ['ZCARD', `${base}:completed`],
      ['SCARD', `${base}:stalled`],
      ['LLEN', `${base}:paused`],
      ['LINDEX', `${base}:wait`, '-1'],
      ['ZCARD', `${base}:prioritized`],
    ]),
  );
  const oldest = await readOldest(
    ask,
    bases.map((base, index) => ({ base, id: replies[index * perQueue + 7] })),
  );
  return bases.map((base, index) => {
    const count = (at: number): number =>
      typeof replies[index * perQueue + at] === 'number' ? (replies[index * perQueue + at] as number) : 0;
    const addedAt = oldest[index] ?? null;
    return {
      name: maskText(nameOf(base), 100),
      waiting: count(0) + count(6) + count(8),
      active: count(1),
      failed: count(2),
      delayed: count(3),
      completed: count(4),
      stalled: count(5),
      oldestWaitingSeconds: addedAt === null ? null : Math.max(0, Math.round((now - addedAt) / 1000)),
      workers: countWorkers(clientNames, nameOf(base)),
      isPaused: count(6) > 0,
    };
  });
}

/** Every queue of BullMQ has `<prefix>:<queue>:meta`, every one of Bull `<prefix>:<queue>:id`. */
async function findBases(ask: Ask): Promise<string[]> {
  const bases = new Set<string>();
  for (const suffix of ['meta', 'id']) {
    let cursor = '0';
    for (let scan = 0; scan < SCANS_MAX && bases.size < QUEUES_MAX; scan += 1) {
      const [reply] = await ask([['SCAN', cursor, 'MATCH', `*bull*:*:${suffix}`, 'COUNT', SCAN_COUNT]]);
      if (!Array.isArray(reply) || !Array.isArray(reply[1])) break;
      for (const key of reply[1]) {
        const base = typeof key === 'string' ? /^([^:]{1,60}:[^:]{1,100}):\w+$/.exec(key)?.[1] : undefined;
        if (base) bases.add(base);
      }
      cursor = String(reply[0]);
      if (cursor === '0') break;
    }
  }
  return [...bases].slice(0, QUEUES_MAX);
}

async function readOldest(ask: Ask, jobs: { base: string; id: Reply | undefined }[]): Promise<(number | null)[]> {
  const replies = await ask(
    jobs.map(({ base, id }) => ['HGET', `${base}:${typeof id === 'string' ? id : ''}`, 'timestamp']),
  );
  return replies.map((reply) => (typeof reply === 'string' && /^\d{10,16}$/.test(reply) ? Number(reply) : null));
}

const nameOf = (base: string): string => base.slice(base.indexOf(':') + 1);

/** Null where no connection says what it is for: Bull, and BullMQ's older versions, name none. */
function countWorkers(clientNames: readonly string[], queue: string): number | null {
  const named = clientNames.flatMap((name) => queueOfClient(name) ?? []);
  return named.length === 0 ? null : named.filter((one) => one.queue === queue).length;
}
