// Runs every rule over a fact sheet. What can't be judged is listed with the reason; silence means: looked at and fine.
import type { FactId, Facts, FactSheet, Judged, NotJudged, Rule } from './model.ts';

export function judge(sheet: FactSheet, rules: readonly Rule[]): Judged {
  const result: Judged = { findings: [], notJudged: [], judged: [] };
  for (const rule of rules) {
    const missing = rule.needs.flatMap((id) => missingFact(sheet, id));
    if (missing.length > 0) {
      result.notJudged.push(...missing.map((one) => ({ rule: rule.id, ...one })));
      continue;
    }
    try {
      // What was looked for and is not on this machine has nothing wrong with it.
      const isPresent = rule.needs.every((id) => sheet.facts[id]?.state === 'known');
      result.findings.push(...(isPresent ? rule.judge(factsOf(sheet)) : []));
      result.judged.push(rule.id);
    } catch (error) {
      // A rule that breaks must not silence the others, nor pass for "fine".
      result.notJudged.push({
        rule: rule.id,
        fact: rule.needs[0] ?? 'host.identity',
        reason: 'bug',
        detail: (error as Error).message,
      });
    }
  }
  return result;
}

function missingFact(sheet: FactSheet, id: FactId): Omit<NotJudged, 'rule'>[] {
  const fact = sheet.facts[id];
  if (fact === undefined) return [{ fact: id, reason: 'not-asked', detail: 'it was not collected' }];
  return fact.state === 'unknown' ? [{ fact: id, reason: fact.reason, detail: fact.detail }] : [];
}

export function factsOf(sheet: FactSheet): Facts<FactId> {
  const find: Facts<FactId>['find'] = (id) => {
    const fact = sheet.facts[id];
    return fact?.state === 'known' ? (fact.value as never) : null;
  };
  return {
    takenAt: sheet.takenAt,
    find,
    get: (id) => {
      const value = find(id);
      if (value === null) throw new Error(`${id} is not known`);
      return value as never;
    },
  };
}
