// Puts together what the kernel killed for memory with whom it belonged to, and says whether it goes on.
import type { OomKill } from '../facts/host-facts.ts';
import type { Evidence, EntityKey, FactId, Facts } from '../model.ts';
import { containerOf, isOfThisMachine, unitOf } from './cgroup-names.ts';
import { type Kept, keptOf } from './kept.ts';
import { isWithin, MINUTE_MS, msBetween } from './messages.ts';
import { isIll } from './missed.ts';

export interface Victim {
  /** Whom it hit, the most telling key first. */
  about: EntityKey[];
  /** `shop.service`, `shop (PM2)`, `container shop`. */
  name: string;
  unit: string | null;
  kept: Kept[];
  /** Oldest first, all of one kind. */
  kills: OomKill[];
  last: OomKill;
  /** Median time from one to the next; null for fewer than three. */
  everyMs: number | null;
  /** It goes on, or what it ended is still not well. */
  holdsNow: boolean;
}

/** Logs of managers have seconds, and write down an end when they have noticed it. */
const SAME_MOMENT_MS = 5000;
const RECENT_MS = 10 * MINUTE_MS;
const SERIES_MIN = 3;

export function victimsOf(facts: Facts<FactId>, fits: (kill: OomKill) => boolean): Victim[] {
  const owned = (facts.find('kernel.oom-kills') ?? []).filter(fits).flatMap((kill) => {
    const owner = ownerOf(facts, kill);
    return owner === null ? [] : [{ kill, owner }];
  });
  return [...Map.groupBy(owned, ({ owner }) => owner.about[0]).values()].flatMap((group) => {
    const owner = group[0]?.owner;
    const kills = group.map(({ kill }) => kill).toSorted((a, b) => (a.at < b.at ? -1 : 1));
    const last = kills.at(-1);
    if (!owner || !last) return [];
    const everyMs = kills.length < SERIES_MIN ? null : medianGap(kills.map(({ at }) => at));
    return [{ ...owner, kills, last, everyMs, holdsNow: goesOn(facts, owner.kept, last, everyMs) }];
  });
}

type Owner = Pick<Victim, 'about' | 'name' | 'unit' | 'kept'>;

/** Null for a kill in somebody else's machine: another container of the host that has units of its own. */
function ownerOf(facts: Facts<FactId>, kill: OomKill): Owner | null {
  const path = kill.taskCgroup ?? '';
  const unit = unitOf(path);
  const container = containerOf(path);
  const all = keptOf(facts);
  const ended = all.filter((one) => one.kind !== 'unit' && diedAt(facts, one, kill.at));
  if (container !== null) return ofContainer(facts, container);
  if (unit !== null && !isOfThisMachine(path) && !isConfirmed(facts, unit, kill.at) && ended.length === 0) return null;
  const keys: EntityKey[] = unit === null ? [] : [`unit:${unit}`];
  // A unit that holds Supervisor or PM2 says nothing: the program that was ended by SIGKILL just then does.
  const kept = ended.length > 0 ? ended : all.filter(({ key }) => keys.includes(key));
  const name = ended.length > 0 ? ended.map(({ name: one }) => one).join(', ') : (unit ?? kill.victimName);
  const about = [...kept.map(({ key }) => key), ...keys];
  return { about: about.length > 0 ? [...new Set(about)] : ['host:here'], name, unit, kept };
}

function ofContainer(facts: Facts<FactId>, id: string): Owner {
  const found = (facts.find('docker.containers') ?? []).find((one) => one.id.startsWith(id));
  const name = found?.name ?? id;
  const ports = (found?.ports ?? []).flatMap(({ hostPort }): EntityKey[] =>
    hostPort === null ? [] : [`port:${hostPort}`],
  );
  return { about: [`container:${name}`, ...ports], name: `container ${name}`, unit: null, kept: [] };
}

/** From inside a container the kernel's paths are the host's: the unit must have lost something at that moment. */
function isConfirmed(facts: Facts<FactId>, unit: string, at: string): boolean {
  if (facts.find('host.identity')?.isContainer !== true) return false;
  const known = facts.find('systemd.units')?.find(({ name }) => name === unit);
  if (!known) return false;
  const key: EntityKey = `unit:${unit}`;
  const ends = (facts.find('messages') ?? []).filter(
    ({ kind, about }) => ['systemd-main-exited', 'systemd-oom', 'systemd-failed'].includes(kind) && about.includes(key),
  );
  // Equal lines are one message with a first and a last time: between them there were others.
  return (
    ends.some(({ firstAt, lastAt }) => isNear(firstAt, at) || isNear(lastAt, at) || isBetween(firstAt, at, lastAt)) ||
    known.restarts > 0 ||
    known.activeState === 'failed'
  );
}

function diedAt(facts: Facts<FactId>, { key }: Kept, at: string): boolean {
  const ends = (facts.find('messages') ?? []).filter(
    ({ kind, about, data }) =>
      (kind === 'supervisor-terminated' || kind === 'pm2-exited') &&
      data['signal'] === 'SIGKILL' &&
      about.includes(key),
  );
  return ends.some(
    ({ firstAt, lastAt }) => isNear(firstAt, at) || isNear(lastAt, at) || isBetween(firstAt, at, lastAt),
  );
}

const isNear = (one: string | null, other: string): boolean =>
  Math.abs(msBetween(one, other) ?? Number.POSITIVE_INFINITY) <= SAME_MOMENT_MS;
const isBetween = (from: string | null, at: string, to: string | null): boolean =>
  (msBetween(from, at) ?? -1) >= 0 && (msBetween(at, to) ?? -1) >= 0;

function goesOn(facts: Facts<FactId>, kept: Kept[], last: OomKill, everyMs: number | null): boolean {
  if (isMended(facts, kept, last)) return false;
  if (isWithin(last.at, facts.takenAt, RECENT_MS) || kept.some((one) => isIll(facts, one) && isSinceThen(one, last)))
    return true;
  return everyMs !== null && isWithin(last.at, facts.takenAt, 2 * everyMs);
}

/** Whatever is ill since the kill, and was not well in between. */
const isSinceThen = ({ upSince, downSince }: Kept, last: OomKill): boolean =>
  upSince !== null
    ? (msBetween(last.at, upSince) ?? 0) < MINUTE_MS
    : downSince === null || Math.abs(msBetween(last.at, downSince) ?? 0) < MINUTE_MS;

/** Somebody has raised the limit since. */
function isMended(facts: Facts<FactId>, kept: Kept[], last: OomKill): boolean {
  const units = (facts.find('systemd.units') ?? []).filter(({ name }) =>
    kept.some(({ key }) => key === `unit:${name}`),
  );
  const [unit] = units;
  if (
    !unit ||
    last.limitBytes === null ||
    unit.activeState !== 'active' ||
    last.limitCgroup === null ||
    unitOf(last.limitCgroup) !== unit.name
  )
    return false;
  return unit.memoryMaxBytes === null || unit.memoryMaxBytes > last.limitBytes * 1.05;
}

function medianGap(times: string[]): number {
  const gaps = times
    .slice(1)
    .map((at, index) => msBetween(times[index], at) ?? 0)
    .toSorted((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] ?? 0;
}

export const killEvidence = ({ at, text, bySystemdOomd }: OomKill): Evidence => ({
  source: bySystemdOomd ? 'systemd-oomd' : 'kernel log',
  text,
  at,
});

/** The group whose limit was hit holds more than the victim's own unit: a slice, or the container that everything runs in. */
export const isSharedLimit = ({ limitCgroup, taskCgroup }: OomKill): boolean =>
  limitCgroup !== null &&
  taskCgroup !== null &&
  unitOf(limitCgroup) !== unitOf(taskCgroup) &&
  containerOf(limitCgroup) === null;
