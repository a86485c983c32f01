// Finds Node processes whose one thread for JavaScript never rests, so that whatever they accept waits: requests, locks of jobs, health checks.
import type { BusyFact } from '../../facts/process-facts.ts';
import { keeperOf, keptOf, keyOf } from '../../join/kept.ts';
import { evidenceOf, isWithin, messagesOf, MINUTE_MS, msBetween } from '../../join/messages.ts';
import { upstreamStates } from '../../join/upstream-states.ts';
import type { EntityKey, Evidence, Facts, FactId, Finding, Rule } from '../../model.ts';

const BUSY_MIN = 0.9;
/** With a part of it the thread must have been found running at both ends, and a look has two. */
const BUSY_IN_PART_MIN = 0.2;
/** A start uses all it gets. */
const AGE_MIN_MS = 20_000;

export const rule: Rule<'processes' | 'processes.busy'> = {
  id: 'event-loop-blocked',
  role: 'cause',
  title: 'A Node process computes and answers nobody',
  needs: ['processes', 'processes.busy'],
  judge: (facts) => {
    const kept = keptOf(facts);
    return facts.get('processes.busy').flatMap((busy): Finding[] => {
      const process = facts.get('processes').find(({ pid, start }) => `${pid}@${start}` === busy.holder);
      if (!process || !isBusy(busy) || (msBetween(process.startedAt, facts.takenAt) ?? 0) < AGE_MIN_MS) return [];
      const keeper = keeperOf(facts, process, kept);
      const waiting = [
        ...evidenceOfWaiting(facts, busy.holder),
        ...evidenceOfLocks(facts, keeper?.key ?? keyOf(process)),
      ];
      // Much work is no fault: somebody must be waiting for it.
      if (waiting.length === 0) return [];
      const about: EntityKey[] = [...(keeper ? [keeper.key] : []), keyOf(process), ...portsOf(facts, busy.holder)];
      const name = keeper?.name ?? `pid ${process.pid}`;
      const percent = Math.min(100, Math.round(Math.max(busy.mainThread, busy.mainThreadWanted ?? 0) * 100));
      return [
        {
          rule: 'event-loop-blocked',
          role: 'cause',
          about: [...new Set(about)],
          says: `${name} (pid ${process.pid}) is computing without a pause (its main thread ${percent} % of the time) and answers nobody meanwhile.`,
          began: null,
          holdsNow: true,
          strength: 'strong',
          evidence: [
            {
              source: `/proc/${process.pid}/task`,
              text: `main thread at work ${percent} % of ${busy.overMs} ms (${Math.round(busy.mainThread * 100)} % on a CPU), state ${busy.states.join(' ')}`,
            },
            ...waiting,
          ],
          against: [],
          data: { pid: process.pid, start: process.start, mainThread: busy.mainThread, unit: process.unit },
          remedy: {
            says: 'See where it computes and move that out of the event loop (a worker thread, a queue, an asynchronous version). Raising timeouts does not help; a restart is relief until the same request comes again.',
            commands: [
              `kill -USR1 ${process.pid}   # opens the inspector on 127.0.0.1:9229`,
              'node inspect -p ' + process.pid,
              `top -H -p ${process.pid}`,
            ],
            fix: null,
          },
        },
      ];
    });
  },
};

/** On a machine with more work than CPUs a thread that never rests still gets only its part. */
const isBusy = ({ mainThread, mainThreadWanted, states }: BusyFact): boolean =>
  Math.max(mainThread, mainThreadWanted ?? 0) >= BUSY_MIN ||
  (mainThread >= BUSY_IN_PART_MIN && states.every((state) => state === 'R'));

const listenersOf = (facts: Facts<FactId>, holder: string) =>
  (facts.find('sockets.listening') ?? []).filter(({ holders }) => holders.includes(holder));

const portsOf = (facts: Facts<FactId>, holder: string): EntityKey[] =>
  listenersOf(facts, holder).flatMap(({ port }): EntityKey[] => (port === null ? [] : [`port:${port}`]));

/** Our own request got no answer, connections are not accepted, or requests lie unread. */
function evidenceOfWaiting(facts: Facts<FactId>, holder: string): Evidence[] {
  const listeners = listenersOf(facts, holder);
  const queued = listeners
    .filter((one) => (one.queued ?? 0) > 0)
    .map(
      (one): Evidence => ({
        source: 'accept queue',
        text: `${one.queued} connections wait on ${one.port ?? one.path}`,
      }),
    );
  const hung = upstreamStates(facts)
    .filter(
      (state) => state.listeners.some(({ holders }) => holders.includes(holder)) && state.probe?.error === 'timeout',
    )
    .map(
      (state): Evidence => ({
        source: 'our own request',
        text: `${state.address} did not answer within ${((state.probe?.tookMs ?? 0) / 1000).toFixed(1)} s`,
      }),
    );
  return [...hung, ...queued];
}

const LOCKS_RECENT_MS = 5 * MINUTE_MS;

/** A worker of a queue that computes for so long that its jobs are taken from it. */
const evidenceOfLocks = (facts: Facts<FactId>, key: EntityKey): Evidence[] =>
  messagesOf(
    facts,
    ['job-lock-lost', 'job-stalled'],
    ({ about, lastAt }) => about.includes(key) && isWithin(lastAt, facts.takenAt, LOCKS_RECENT_MS),
  ).map(evidenceOf);
