// Decides whether a fix helped, by comparing what was found before with what is found after.
import type { Diagnosis, Finding } from '../model.ts';

export type Outcome = { helped: true; left: Finding[] } | { helped: false; why: string };

const keyOf = (finding: Finding): string => `${finding.rule} ${finding.about[0] ?? ''}`;

/** It helped when its finding has gone and no symptom is there that was not there before. */
export function judgeOutcome(before: Diagnosis, after: Diagnosis, mended: Finding): Outcome {
  const wasThere = new Set(before.symptoms.map(({ finding }) => keyOf(finding)));
  const still = after.causes.find(({ finding }) => keyOf(finding) === keyOf(mended));
  if (still) return { helped: false, why: `what it should mend is still there: ${still.finding.says}` };
  const fresh = after.symptoms.find(({ finding }) => !wasThere.has(keyOf(finding)));
  if (fresh) return { helped: false, why: `something new is wrong since: ${fresh.finding.says}` };
  return { helped: true, left: after.symptoms.map(({ finding }) => finding) };
}
