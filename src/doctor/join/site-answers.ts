// Says how each site answers, place by place: our own request now, and what its visitors got in the last hour.
import type { AccessMinute, Message } from '../facts/message-facts.ts';
import type { SiteProbe } from '../facts/nginx-facts.ts';
import type { MessageKind } from '../collect/messages/kinds.ts';
import type { EntityKey, Evidence, FactId, Facts } from '../model.ts';
import { evidenceOf, HOUR_MS, isWithin, messagesOf, MINUTE_MS, msBetween, newestFirst } from './messages.ts';
import { isSwitchedOff } from './nginx-duty.ts';
import { isAbout, keysOfExpected, siteKey, type UpstreamState, upstreamStates } from './upstream-states.ts';

export interface SitePlace {
  site: string;
  /** Key of the site or of the place in it first, then of the ports and sockets behind it. */
  about: EntityKey[];
  /** `shop.example` or `shop.example/api/`, as a person says it. */
  name: string;
  probe: SiteProbe | null;
  upstreams: UpstreamState[];
  /** Minutes of the access log that can only be about this place, or that nobody else of the site explains. */
  minutes: AccessMinute[];
}

export function sitePlaces(facts: Facts<FactId>): SitePlace[] {
  if (isSwitchedOff(facts)) return [];
  const probes = (facts.find('site.probes') ?? []).filter(({ kind }) => kind === 'site');
  const states = upstreamStates(facts);
  const minutes = facts.find('access.minutes') ?? [];
  return probes.map((probe) => {
    const ofSite = states.filter(({ targets }) => targets.some(({ site }) => site === probe.site));
    const upstreams =
      probe.target === null
        ? behindFiles(probe, ofSite)
        : ofSite.filter(({ targets }) =>
            targets.some((one) => one.site === probe.site && (one.upstream?.name ?? one.address) === probe.target),
          );
    const isOnly = probes.filter((one) => one.site === probe.site).length === 1;
    const keys =
      upstreams.length > 0
        ? upstreams.flatMap((state) => siteKey({ targets: state.targets.filter(({ site }) => site === probe.site) }))
        : [`site:${probe.site}` as const];
    return {
      site: probe.site,
      about: [
        ...new Set([
          ...keys,
          ...upstreams.map(({ key }) => key),
          ...upstreams.filter(({ isListening }) => isListening === false).flatMap(keysOfExpected),
        ]),
      ],
      name:
        isOnly || probe.location === '/' || probe.location === null
          ? probe.site === '_'
            ? 'The default site'
            : probe.site
          : `${probe.site} ${probe.location}`,
      probe,
      upstreams,
      minutes: isOnly || isSickestOf(probe, probes) ? minutes.filter(({ site }) => site === probe.site) : [],
    };
  });
}

/** A place that serves files and answers 502 has handed the request on within nginx (`try_files … /index.php`): to what is sick. */
function behindFiles({ status }: SiteProbe, ofSite: UpstreamState[]): UpstreamState[] {
  if (status !== 502 && status !== 504) return [];
  const sick = ofSite.filter(({ isListening, probe }) => isListening === false || probe?.error != null);
  return sick.length > 0 ? sick : ofSite;
}

/** Of several places in one site the log can't tell which one failed: the one that fails now, or else the first, has them. */
function isSickestOf(probe: SiteProbe, probes: SiteProbe[]): boolean {
  const mine = probes.filter((one) => one.site === probe.site);
  const sick = mine.filter((one) => one.error !== null || (one.status ?? 0) >= 500);
  return (sick[0] ?? mine[0]) === probe;
}

export interface Trouble {
  holdsNow: boolean;
  began: string | null;
  count: number;
  evidence: Evidence[];
  isIntermittent: boolean;
}

interface Looked {
  place: SitePlace;
  takenAt: string;
  statuses: number[];
  isBadNow: boolean;
  messages: Message[];
}

const BURST_GAP_MS = 3 * MINUTE_MS;
const BURSTS_MIN = 3;
const RECENT_MS = 20 * MINUTE_MS;

/**
 * Null when nothing of the kind was seen. It holds now when our own request met it, or when visitors meet it again and
 * again; one burst that ended (a deploy, a restart) is over when our request is answered well.
 */
export function findTrouble({ place, takenAt, statuses, isBadNow, messages }: Looked): Trouble | null {
  const bad = place.minutes.filter(
    (minute) => countIn(minute, statuses) > 0 && isWithin(minute.minute, takenAt, HOUR_MS),
  );
  const bursts = bad.filter(
    (minute, index) => (msBetween(bad[index - 1]?.minute, minute.minute) ?? Number.POSITIVE_INFINITY) > BURST_GAP_MS,
  );
  const isIntermittent = !isBadNow && bursts.length >= BURSTS_MIN && isWithin(bad.at(-1)?.minute, takenAt, RECENT_MS);
  const count = bad.reduce((sum, minute) => sum + countIn(minute, statuses), 0);
  if (!isBadNow && count === 0) return null;
  const lastBurst = isIntermittent ? bursts[0] : bursts.at(-1);
  const isSame = isBadNow ? isWithin(bad.at(-1)?.minute, takenAt, BURST_GAP_MS) : true;
  const firstMessage =
    messages
      .map(({ firstAt }) => firstAt)
      .filter((at) => at !== null)
      .toSorted()[0] ?? null;
  return {
    holdsNow: isBadNow || isIntermittent,
    began: (isSame ? lastBurst?.minute : null) ?? firstMessage,
    count,
    evidence: [
      ...(isBadNow && place.probe ? [probeEvidence(place.probe)] : []),
      ...(count > 0 ? [minutesEvidence(place.site, bad, statuses, count)] : []),
      ...newestFirst(messages).slice(0, 2).map(evidenceOf),
    ],
    isIntermittent,
  };
}

export const countIn = ({ byStatus }: AccessMinute, statuses: number[]): number =>
  statuses.reduce((sum, status) => sum + (byStatus?.[String(status)] ?? 0), 0);

export function probeEvidence({ url, status, error, says, tookMs }: SiteProbe): Evidence {
  const answer =
    status === null
      ? error === 'timeout'
        ? `no answer within ${(tookMs / 1000).toFixed(1)} s`
        : (error ?? 'connected')
      : `${status}${says === null ? '' : ` (${says})`}`;
  return { source: 'our own request', text: `GET ${url} → ${answer}`.replace('GET connect', 'connect') };
}

function minutesEvidence(site: string, minutes: AccessMinute[], statuses: number[], count: number): Evidence {
  const last = minutes.at(-1);
  const total = minutes.reduce((sum, minute) => sum + minute.total, 0);
  const example = minutes.findLast((minute) => minute.example != null)?.example;
  return {
    source: `access log of ${site}`,
    text: `${count} of ${total} requests in ${minutes.length} ${minutes.length === 1 ? 'minute' : 'minutes'} answered with ${statuses.join(' or ')}${example ? `, such as ${example}` : ''}`,
    ...(last ? { at: last.minute } : {}),
  };
}

/** Lines of nginx's error log about this place, not older than an hour. */
export function messagesAbout(facts: Facts<FactId>, place: SitePlace, kinds: readonly MessageKind[]): Message[] {
  return messagesOf(facts, kinds, ({ data, lastAt }) => {
    const isHere = data['site'] === undefined || data['site'] === place.site || data['site'] === '';
    const isOfUpstream = place.upstreams.some((state) => isAbout(state, data['upstream'] ?? ''));
    return (
      isHere &&
      (place.upstreams.length === 0 || data['upstream'] === undefined || isOfUpstream) &&
      isWithin(lastAt, facts.takenAt, HOUR_MS)
    );
  });
}
