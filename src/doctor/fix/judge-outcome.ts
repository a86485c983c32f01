// Decides whether a fix helped, by comparing what was found before with what is found after.
import type { Diagnosis, Finding } from '../model.ts';

export type Outcome = { helped: true; left: Finding[] } | { helped: false; why: string };

const keyOf = (finding: Finding): string => `${finding.rule} ${finding.about[0] ?? ''}`;

/**
 * It helped when its finding has gone and nothing is ill that was well before. What was ill may show it in another way now: mended
 * in one place, it comes as far as its next fault.
 */
export function judgeOutcome(before: Diagnosis, after: Diagnosis, mended: Finding): Outcome {
  const wasIll = new Set(before.symptoms.flatMap(({ finding }) => finding.about));
  const still = [...after.causes.map(({ finding }) => finding), ...after.noticed].find(
    (finding) => keyOf(finding) === keyOf(mended),
  );
  if (still) return { helped: false, why: `what it should mend is still there: ${still.says}` };
  const fresh = after.symptoms.find(({ finding }) => !finding.about.some((key) => wasIll.has(key)));
  if (fresh) return { helped: false, why: `something new is wrong since: ${fresh.finding.says}` };
  return { helped: true, left: after.symptoms.map(({ finding }) => finding) };
}
