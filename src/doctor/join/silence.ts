// Finds keepers whose program does not come up and of which no log says why: then only the state of the disk can tell.
import type { AppFact } from '../facts/app-facts.ts';
import type { FactId, Facts } from '../model.ts';
import { appOf } from './apps.ts';
import { type Kept, keptOf } from './kept.ts';
import { isIll } from './missed.ts';
import { ENDINGS, standingOf } from './standing.ts';

export function illInSilence(facts: Facts<FactId>): { kept: Kept; app: AppFact }[] {
  return keptOf(facts).flatMap((kept) => {
    const app = appOf(facts, [kept.key]);
    if (app === null || !isIll(facts, kept)) return [];
    const told = (facts.find('messages') ?? []).filter(
      ({ kind, about }) => ENDINGS.includes(kind) && about.includes(kept.key),
    );
    return told.some((message) => standingOf(facts, message).holdsNow) ? [] : [{ kept, app }];
  });
}
