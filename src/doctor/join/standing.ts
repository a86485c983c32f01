// Decides whether what a log tells of a failed start still holds: who kept starting it, what runs now, what failed last.
import type { MessageKind } from '../collect/messages/kinds.ts';
import type { Message } from '../facts/message-facts.ts';
import type { EntityKey, FactId, Facts } from '../model.ts';
import { familyOf, type Kept, keptOf } from './kept.ts';
import { lastOf, MINUTE_MS, msBetween } from './messages.ts';
import { endsOf, isAboutKept, isMissed, seriesOf } from './missed.ts';

export interface Standing {
  holdsNow: boolean;
  began: string | null;
  /** Whom it is about, the keeper first. */
  about: EntityKey[];
  kept: Kept[];
}

/** Lines with which a start ends. The last of them counts: what failed before it has been mended, or is hidden by it. */
export const ENDINGS: readonly MessageKind[] = [
  'node-uncaught',
  'node-unhandled-rejection',
  'node-module-missing',
  'node-module-is-esm',
  'node-syntax-error',
  'node-addon-wrong-abi',
  'node-library-missing',
  'node-bad-option',
  'node-heap-exhausted',
  'node-address-in-use',
  'node-address-denied',
  'command-not-found',
  'npm-failed',
  'nest-cannot-resolve',
  'nest-circular',
  'nest-cannot-export',
  'config-validation-failed',
  'prisma-engine-missing',
];
/** Lines of one start lie this near to each other. */
const ONE_START_MS = 20_000;
const SURVIVED_MIN_MS = 15_000;
const SURVIVED_MAX_MS = 10 * MINUTE_MS;

export function standingOf(facts: Facts<FactId>, message: Message): Standing {
  const kept = keptFor(facts, message);
  return {
    holdsNow:
      !isOvertaken(facts, message) &&
      (kept.length > 0 ? kept.some((one) => isStillSo(facts, message, one)) : isStillSoAlone(facts, message)),
    began: message.firstAt,
    about: aboutOf(message, kept),
    kept,
  };
}

/** Those it names; where it names none, those of its folder that somebody wants to run. */
export function keptFor(facts: Facts<FactId>, message: Message): Kept[] {
  const all = keptOf(facts);
  const named = all.filter(({ key }) => message.about.includes(key));
  return named.length > 0
    ? named
    : all.filter((one) => isAboutKept(message, one) && (one.isWanted || one.isUp === true));
}

/** The folder is named only where nobody else is: what one of its programs met is not what the others met. */
function aboutOf({ about }: Message, kept: Kept[]): EntityKey[] {
  const keys = [...kept.map(({ key }) => key), ...about.filter((key) => !key.startsWith('app:'))];
  return [...new Set(keys.length > 0 ? keys : about)];
}

/** A later start of the same program ended in another way. */
function isOvertaken(facts: Facts<FactId>, message: Message): boolean {
  const later = (facts.find('messages') ?? []).filter(
    (other) =>
      other !== message &&
      ENDINGS.includes(other.kind) &&
      other.about.some((key) => !key.startsWith('app:') && message.about.includes(key)) &&
      isAfter(message, other),
  );
  return later.length > 0;
}

function isAfter(message: Message, other: Message): boolean {
  const ms = msBetween(message.lastAt, other.lastAt);
  if (ms !== null) return ms > ONE_START_MS + (message.clockErrorMs ?? 0) + (other.clockErrorMs ?? 0);
  return (
    message.lastAt === null &&
    other.lastAt !== null &&
    message.source === other.source &&
    (other.order ?? 0) > (message.order ?? 0)
  );
}

function isStillSo(facts: Facts<FactId>, message: Message, kept: Kept): boolean {
  const running = familyOf(facts, kept).filter(({ isNode }) => isNode);
  // A start between two looks is seen by its keeper only.
  if (running.length === 0 && kept.isUp !== true)
    return kept.gaveUp !== null || kept.isBetweenTries || isMissed(facts, kept) || hasDied(kept);
  const startedAt =
    running
      .map((one) => one.startedAt)
      .toSorted()
      .at(-1) ??
    kept.upSince ??
    facts.takenAt;
  const ends = endsOf(facts, kept);
  const series = seriesOf(facts, kept, ends);
  if (message.lastAt === null)
    return !isFollowedByStart(facts, message) && (series !== null || !hasSurvived(startedAt, facts.takenAt, null));
  const early = msBetween(startedAt, message.lastAt) ?? 0;
  // It was printed by what runs now: it holds as long as that runs.
  if (early >= 0) return true;
  const laterEnd = msBetween(message.lastAt, lastOf(ends)) ?? 0;
  if (series !== null && laterEnd > 2 * series.meanMs + ONE_START_MS) return false;
  return !hasSurvived(startedAt, facts.takenAt, series?.meanMs ?? null);
}

/** Whoever is meant to run and does not, though nobody says that it failed: a unit that nobody enabled. */
const hasDied = ({ isUp, state }: Kept): boolean => isUp === false && /failed|errored|FATAL|EXITED|BACKOFF/.test(state);

/** Up for longer than it takes to die again. */
function hasSurvived(startedAt: string, takenAt: string, meanMs: number | null): boolean {
  const age = msBetween(startedAt, takenAt) ?? 0;
  return age >= Math.min(SURVIVED_MAX_MS, Math.max(SURVIVED_MIN_MS, 2 * (meanMs ?? 0)));
}

const isFollowedByStart = (facts: Facts<FactId>, message: Message): boolean =>
  (facts.find('messages') ?? []).some(
    (one) => one.kind === 'nest-started' && one.source === message.source && (one.order ?? 0) > (message.order ?? 0),
  );

/** Nobody keeps it: it holds as long as nothing younger runs in that folder. */
function isStillSoAlone(facts: Facts<FactId>, message: Message): boolean {
  const folders = message.about.flatMap((key) => (key.startsWith('app:') ? [key.slice(4)] : []));
  const keys = message.about.filter((key) => key.startsWith('process:'));
  const running = (facts.find('processes') ?? []).filter(
    (one) =>
      one.isNode &&
      (keys.includes(`process:${one.pid}@${one.start}`) || (one.cwd !== null && folders.includes(one.cwd))),
  );
  if (running.length === 0) return folders.length > 0 || keys.length > 0;
  return message.lastAt !== null && running.some(({ startedAt }) => (msBetween(startedAt, message.lastAt) ?? -1) >= 0);
}
