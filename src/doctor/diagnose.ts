// From a machine, or from a sheet saved on one, to a diagnosis: collects, judges, ranks. The parts decide; this joins them.
import { edges } from './causes/edges/index.ts';
import { rankCauses } from './causes/rank-causes.ts';
import { collectFacts } from './collect/collect-facts.ts';
import { collectors } from './collect/index.ts';
import { judge } from './judge.ts';
import type { Diagnosis, EntityKey, FactSheet, Rule } from './model.ts';
import { rules } from './rules/index.ts';

export interface Asked {
  /** Milliseconds since 1970. */
  since: number;
  /** Narrows the ranking to these; empty: the whole machine. */
  about: EntityKey[];
  /** Progress of the collectors. */
  ended?: (name: string, tookMs: number) => void;
}

export const collectSheet = (asked: Asked): Promise<FactSheet> =>
  collectFacts(collectors, { since: asked.since, now: Date.now(), ...(asked.ended ? { ended: asked.ended } : {}) });

/** `isAsked` leaves rules out. */
export function diagnoseSheet(
  sheet: FactSheet,
  about: EntityKey[],
  isAsked: (rule: Rule) => boolean = () => true,
): Diagnosis {
  const judged = judge(sheet, rules.filter(isAsked));
  return rankCauses(sheet, judged, edges, about, describeChecked(sheet));
}

/** What was looked at, for an honest "All's well": the sources that answered. */
function describeChecked(sheet: FactSheet): string[] {
  const sources = Object.values(sheet.facts).flatMap((fact) => (fact.state === 'known' ? [fact.source] : []));
  return [...new Set(sources)];
}
