// The diagnosis as `doctor --json` prints it: findings once, told by number where others refer to them.
import type { Diagnosis, FactSheet, Finding } from '../model.ts';

export interface DiagnosisJson {
  schema: 1;
  takenAt: string;
  verdict: Diagnosis['verdict'];
  causes: FindingJson[];
  /** Numbers of findings: the one leads to the other. */
  propagation: { from: number; to: number; says: string }[];
  symptoms: (FindingJson & { isExplained: boolean })[];
  unexplained: number[];
  noticed: FindingJson[];
  past: FindingJson[];
  /** What follows from a cause and is no symptom. */
  between: FindingJson[];
  notChecked: { rule: string; fact: string; reason: string; detail: string }[];
  checked: string[];
  /** Milliseconds by collector. */
  timings: Record<string, number>;
}

interface FindingJson {
  id: number;
  rank?: number;
  rule: string;
  role: Finding['role'];
  says: string;
  entities: string[];
  began: string | null;
  strength: Finding['strength'];
  evidence: Finding['evidence'];
  against: Finding['against'];
  data: Finding['data'];
  remediation: { text: string; commands: string[]; fix: string | null };
}

export function describeDiagnosis(diagnosis: Diagnosis, sheet: FactSheet): DiagnosisJson {
  const { causes, propagation, symptoms, unexplained, noticed, past, notJudged, checked, verdict, takenAt } = diagnosis;
  const all = [
    ...new Set([
      ...causes.map(({ finding }) => finding),
      ...propagation.flatMap(({ from, to }) => [from, to]),
      ...symptoms.map(({ finding }) => finding),
      ...noticed,
      ...past,
    ]),
  ];
  const idOf = (finding: Finding): number => all.indexOf(finding) + 1;
  const describe = (finding: Finding): FindingJson => ({
    id: idOf(finding),
    rule: finding.rule,
    role: finding.role,
    says: finding.says,
    entities: finding.about,
    began: finding.began,
    strength: finding.strength,
    evidence: finding.evidence,
    against: finding.against,
    data: finding.data,
    remediation: { text: finding.remedy.says, commands: finding.remedy.commands, fix: finding.remedy.fix },
  });
  const told = new Set([
    ...causes.map(({ finding }) => finding),
    ...symptoms.map(({ finding }) => finding),
    ...noticed,
    ...past,
  ]);
  return {
    schema: 1,
    takenAt,
    verdict,
    causes: causes.map(({ rank, finding }) => ({ rank, ...describe(finding) })),
    propagation: propagation.map(({ from, to, edge }) => ({ from: idOf(from), to: idOf(to), says: edge.says })),
    symptoms: symptoms.map(({ finding, isExplained }) => ({ ...describe(finding), isExplained })),
    unexplained: unexplained.map(idOf),
    noticed: noticed.map(describe),
    past: past.map(describe),
    between: all.filter((finding) => !told.has(finding)).map(describe),
    notChecked: notJudged,
    checked,
    timings: Object.fromEntries(Object.values(sheet.facts).map(({ source, tookMs }) => [source, tookMs])),
  };
}
