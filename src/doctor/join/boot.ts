// Says whether a program died while it started or after it had served, by what Nest printed and by how soon it dies.
import type { MessageKind } from '../collect/messages/kinds.ts';
import type { Message } from '../facts/message-facts.ts';
import type { FactId, Facts } from '../model.ts';
import { messagesOf, msBetween } from './messages.ts';
import { seriesOf } from './missed.ts';
import type { Standing } from './standing.ts';

const SOON_MS = 30_000;

export function diedAt(facts: Facts<FactId>, message: Message, { kept }: Standing): 'start' | 'work' {
  const starting = newestBefore(facts, ['nest-starting'], message);
  const started = newestBefore(facts, ['nest-started'], message);
  const spawned = newestBefore(facts, ['systemd-started', 'supervisor-spawned'], message);
  // It was started again since Nest last came up, and died before Nest began.
  if (spawned !== null && started !== null && spawned > started) return 'start';
  if (starting !== null) return started !== null && started >= starting ? 'work' : 'start';
  const series = kept.map((one) => seriesOf(facts, one)).find((one) => one !== null);
  if (series) return series.meanMs <= SOON_MS ? 'start' : 'work';
  return kept.some(({ gaveUp }) => gaveUp !== null) || kept.length === 0
    ? 'start'
    : kept.some(({ isUp }) => isUp === true)
      ? 'work'
      : 'start';
}

/** Position on one scale: time where there is one, else the order within the same source. */
function newestBefore(facts: Facts<FactId>, kinds: readonly MessageKind[], message: Message): number | null {
  const all = messagesOf(
    facts,
    kinds,
    ({ about, source }) =>
      source === message.source || about.some((key) => !key.startsWith('app:') && message.about.includes(key)),
  );
  const places = all.flatMap((one): number[] => {
    const ms = msBetween(one.lastAt, message.lastAt);
    if (ms !== null) return ms >= -1500 ? [-ms] : [];
    const isBefore = one.source === message.source && (one.order ?? 0) < (message.order ?? 0);
    return isBefore ? [one.order ?? 0] : [];
  });
  return places.length === 0 ? null : Math.max(...places);
}
