// Says whether anybody misses a keeper that isn't up, and whether its application is in trouble just now.
import type { Message } from '../facts/message-facts.ts';
import type { FactId, Facts } from '../model.ts';
import { isSameApp } from './app-root.ts';
import { type Kept, keptOf } from './kept.ts';
import { countOf, firstOf, isWithin, lastOf, messagesOf, MINUTE_MS, msBetween } from './messages.ts';
import { upstreamStates } from './upstream-states.ts';

/** nginx passes requests to the port that it is set to, and nobody else listens there in its place. */
export const isAskedByNginx = (facts: Facts<FactId>, kept: Kept): boolean =>
  upstreamStates(facts).some(
    ({ expected, isListening }) => isListening !== true && expected.some(({ key }) => key === kept.key),
  );

/** A unit from before: neither enabled nor started since the boot, while another keeper has its port. */
export function isLeftOver(facts: Facts<FactId>, kept: Kept): boolean {
  const unit = kept.kind === 'unit' ? facts.find('systemd.units')?.find(({ name }) => name === kept.name) : undefined;
  if (!unit || unit.isEnabled === true || unit.activeSince !== null || kept.isUp === true || kept.port === null)
    return false;
  return keptOf(facts).some((other) => other.key !== kept.key && other.port === kept.port);
}

/** Somebody counts on it: users through nginx, or whoever had it started at boot. */
export function isMissed(facts: Facts<FactId>, kept: Kept): boolean {
  if (kept.isUp === true || !kept.isWanted || isLeftOver(facts, kept)) return false;
  if (kept.kind !== 'unit') return true;
  const unit = facts.find('systemd.units')?.find(({ name }) => name === kept.name);
  return unit?.isEnabled === true || isAskedByNginx(facts, kept);
}

/** Lines about the keeper itself; those that name none, about what stands in its folder. */
export const isAboutKept = (message: Message, { key, folder }: Kept): boolean =>
  message.about.includes(key) ||
  (folder !== null &&
    !message.about.some(isKeeper) &&
    message.about.some((one) => one.startsWith('app:') && isSameApp(one.slice(4), folder)));

const isKeeper = (key: string): boolean => /^(?:unit|program|pm2|panel|pool):/.test(key);

export interface Series {
  messages: Message[];
  count: number;
  firstAt: string;
  lastAt: string;
  meanMs: number;
}

const TIMES_MIN = 4;
const MEAN_MAX_MS = 10 * MINUTE_MS;
/** Managers tell the start by the second. */
const SETTLED_MS = 3000;
/** From the command to the end: what PM2 gives by itself, and a little. */
const LEAVING_MS = 3000;

/**
 * Ends that come again and again and have not ceased: four or more, minutes apart, the last one not longer ago than two such
 * spans; and it has not been up since for longer than three of them.
 */
export function seriesOf(facts: Facts<FactId>, kept: Kept, messages: Message[] = endsOf(facts, kept)): Series | null {
  // PM2 prints the same line for a crash in cluster mode and for a restart by hand; only the latter has a line before it.
  const count =
    countOf(messages) - countOf(messagesOf(facts, ['pm2-stopping'], (message) => message.about.includes(kept.key)));
  const [firstAt, lastAt] = [firstOf(messages), lastOf(messages)];
  const overMs = msBetween(firstAt, lastAt);
  if (firstAt === null || lastAt === null || overMs === null || count < TIMES_MIN) return null;
  // Stopped by command since: whatever it did before, it does no more.
  const stopping = lastOf(
    messagesOf(facts, ['systemd-stopping', 'pm2-stopping'], (message) => message.about.includes(kept.key)),
  );
  if (kept.isUp === false && stopping !== null && (msBetween(lastAt, stopping) ?? -LEAVING_MS) > -LEAVING_MS)
    return null;
  if (!hasDiedSinceCommand(facts, kept, lastAt)) return null;
  const meanMs = overMs / (count - 1);
  const upForMs = kept.isUp === true && !kept.isBetweenTries ? (msBetween(kept.upSince, facts.takenAt) ?? 0) : 0;
  const isGoingOn =
    isWithin(lastAt, facts.takenAt, Math.max(2 * meanMs, MINUTE_MS)) && upForMs <= Math.max(3 * meanMs, SETTLED_MS);
  return meanMs <= MEAN_MAX_MS && isGoingOn ? { messages, count, firstAt, lastAt, meanMs } : null;
}

/** PM2 notes a start by command apart (`created_at`, kept through crashes): nothing has ended since, when it is the last start too. */
function hasDiedSinceCommand(facts: Facts<FactId>, kept: Kept, lastAt: string): boolean {
  // systemd counts its own restarts, and begins anew when a person starts the unit.
  if (kept.kind === 'unit') return kept.restarts > 0 || kept.isUp !== true;
  if (kept.kind !== 'pm2') return true;
  const apps = (facts.find('pm2.daemons') ?? []).flatMap((daemon) =>
    daemon.apps.filter(({ name }) => `pm2:${daemon.user}/${name}` === kept.key),
  );
  return apps.some(
    ({ createdAt, startedAt, status }) =>
      status !== 'online' ||
      createdAt === null ||
      (msBetween(createdAt, startedAt) ?? 0) > 500 ||
      (msBetween(createdAt, lastAt) ?? 0) > 2000,
  );
}

/** Ends that nobody asked for, as far as the lines tell; of PM2 those too that say nothing (see `seriesOf`). */
export function endsOf(facts: Facts<FactId>, kept: Kept): Message[] {
  const mine = messagesOf(
    facts,
    ['systemd-restarted', 'supervisor-exited', 'supervisor-terminated', 'pm2-exited'],
    (message) => message.about.includes(kept.key),
  );
  return mine.filter(({ kind, data }) =>
    kind.startsWith('supervisor') ? data['expected'] === 'not expected' : data['slot'] !== 'old',
  );
}

/** Down, between two tries, or up for less than it takes to call that well while it has died again and again. */
export function isIll(facts: Facts<FactId>, kept: Kept): boolean {
  if (isMissed(facts, kept) || kept.gaveUp !== null || kept.isBetweenTries) return true;
  return isLooping(facts, kept) || isFailingUsers(facts, kept);
}

export const isLooping = (facts: Facts<FactId>, kept: Kept): boolean => seriesOf(facts, kept) !== null;

/** Its own port answers our request with 5xx, or not at all. */
export function isFailingUsers(facts: Facts<FactId>, kept: Kept): boolean {
  const states = upstreamStates(facts).filter(({ expected }) => expected.some(({ key }) => key === kept.key));
  return states.some(({ probe }) => probe !== null && (probe.error !== null || (probe.status ?? 0) >= 500));
}
