// Plans a fix for every cause that has one, in the order of the causes, then for what was noticed besides; says why a cause has none.
import { checkPlan } from '../../plan/check-plan.ts';
import { factsOf } from '../judge.ts';
import type { Diagnosis, FactSheet, Finding } from '../model.ts';
import type { Fix, Machine, PlannedFix, UnplannedFix } from './model.ts';

export interface PlannedFixes {
  planned: PlannedFix[];
  unplanned: UnplannedFix[];
}

export function planFixes(
  diagnosis: Diagnosis,
  sheet: FactSheet,
  fixes: readonly Fix[],
  machine: Machine,
  hash: (text: string) => string,
): PlannedFixes {
  const result: PlannedFixes = { planned: [], unplanned: [] };
  for (const { finding } of diagnosis.causes) {
    const planned = planOne(finding, sheet, fixes, machine);
    if (typeof planned === 'string') result.unplanned.push({ finding, reason: planned });
    else result.planned.push({ hash: hash(JSON.stringify(planned)), finding, plan: planned });
  }
  for (const finding of diagnosis.noticed) {
    const planned = finding.remedy.fix === null ? '' : planOne(finding, sheet, fixes, machine);
    if (typeof planned !== 'string')
      result.planned.push({ hash: hash(JSON.stringify(planned)), finding, plan: planned });
  }
  return result;
}

function planOne(
  finding: Finding,
  sheet: FactSheet,
  fixes: readonly Fix[],
  machine: Machine,
): PlannedFix['plan'] | string {
  const fix = fixes.find(({ id }) => id === finding.remedy.fix);
  if (!fix)
    return finding.remedy.fix === null ? 'only a person can mend this' : `there is no fix ${finding.remedy.fix} yet`;
  const planned = fix.plan(finding, factsOf(sheet), machine);
  if (!planned.ok) return planned.failure;
  const problems = checkPlan(planned.value);
  return problems.length > 0 ? `its plan is refused: ${problems.map(({ says }) => says).join('; ')}` : planned.value;
}
