// Decides which findings are roots, which follow from them, and what nothing explains. Order is fixed; there is no score.
// An explained finding is nested under its cause, never hidden; an unexplained symptom forbids the verdict "confirmed".
import type { Diagnosis, Edge, EntityKey, FactSheet, Finding, Judged, Link, Verdict } from '../model.ts';
import { findWorkloads, type Workloads } from '../workloads.ts';

/** Logs without fractions of a second, and clocks read one after the other. */
const CLOCK_ERROR_MS = 2000;
const STRENGTH = { proof: 0, strong: 1, weak: 2 } as const;

/** `asked` narrows the question to one workload, site or port; empty: the whole machine. */
export function rankCauses(
  sheet: FactSheet,
  judged: Judged,
  edges: readonly Edge[],
  asked: EntityKey[],
  checked: string[],
): Diagnosis {
  const workloads = findWorkloads(sheet);
  const present = judged.findings.filter((finding) => finding.holdsNow);
  const links = drawLinks(present, edges, workloads);
  const ill = present.filter((finding) => finding.role !== 'smell');
  // A smell that leads to it is no root itself: its effect must not vanish with it.
  const isEffect = (finding: Finding): boolean =>
    links.some((link) => link.to === finding && link.from.role !== 'smell');
  const roots = ill.filter((finding) => finding.role !== 'symptom' && !isEffect(finding));
  const reached = new Map(roots.map((root) => [root, reachedFrom(root, links)]));
  const symptoms = ill.filter((finding) => finding.role === 'symptom');
  const explained = new Set([...reached.values()].flatMap((set) => [...set]));
  const unexplained = symptoms.filter((symptom) => !explained.has(symptom));
  const ranked = rank(roots, reached, workloads, asked);
  return {
    schema: 1,
    takenAt: sheet.takenAt,
    verdict: decideVerdict(
      ranked.map(({ finding }) => finding),
      unexplained,
    ),
    causes: ranked,
    propagation: links,
    symptoms: symptoms.map((finding) => ({ finding, isExplained: explained.has(finding) })),
    unexplained,
    // The chains begin at roots: a smell that leads to something is in none of them.
    noticed: present.filter((finding) => finding.role === 'smell' && !explained.has(finding)),
    past: judged.findings.filter((finding) => !finding.holdsNow),
    notJudged: judged.notJudged,
    checked,
  };
}

/** Only proven neighbours: the edge is declared, the things are shared, the times fit. A smell that explains something is linked too. */
function drawLinks(findings: Finding[], edges: readonly Edge[], workloads: Workloads): Link[] {
  return edges.flatMap((edge) =>
    findings.flatMap((from) =>
      from.rule !== edge.cause
        ? []
        : findings.flatMap((to) =>
            to.rule === edge.effect &&
            to !== from &&
            shareWhatIsNeeded(from, to, edge, workloads) &&
            fitInTime(from, to, edge)
              ? [{ from, to, edge }]
              : [],
          ),
    ),
  );
}

function shareWhatIsNeeded(from: Finding, to: Finding, edge: Edge, workloads: Workloads): boolean {
  if (edge.join === 'host') return true;
  if (edge.join === 'workload') {
    const mine = workloads.of(from.about);
    return from.about.some((key) => to.about.includes(key)) || [...workloads.of(to.about)].some((id) => mine.has(id));
  }
  const prefix = `${edge.join}:`;
  const mine = keysWithWorkloads(from, workloads).filter((key) => key.startsWith(prefix));
  const theirs = new Set(keysWithWorkloads(to, workloads));
  return mine.some((key) => theirs.has(key));
}

function keysWithWorkloads(finding: Finding, workloads: Workloads): EntityKey[] {
  const ids = workloads.of(finding.about);
  return [...finding.about, ...workloads.all.filter(({ id }) => ids.has(id)).flatMap(({ keys }) => [...keys])];
}

function fitInTime(from: Finding, to: Finding, edge: Edge): boolean {
  if (from.began === null || to.began === null) return true;
  const lagMs = Date.parse(to.began) - Date.parse(from.began);
  // A state (an owner, a limit) may have been noticed later than what it causes; only events have an order to keep.
  if (edge.withinMs === null) return true;
  return lagMs >= -CLOCK_ERROR_MS && lagMs <= edge.withinMs;
}

function reachedFrom(root: Finding, links: Link[]): Set<Finding> {
  const reached = new Set<Finding>();
  const queue = [root];
  for (let next = queue.shift(); next; next = queue.shift()) {
    for (const link of links) {
      if (link.from !== next || reached.has(link.to) || link.to === root) continue;
      reached.add(link.to);
      queue.push(link.to);
    }
  }
  return reached;
}

/** First what was asked about, then what explains most that nothing else does, then causes before mechanisms, then proof, then time. */
function rank(
  roots: Finding[],
  reached: Map<Finding, Set<Finding>>,
  workloads: Workloads,
  asked: EntityKey[],
): { rank: number; finding: Finding }[] {
  const askedWorkloads = workloads.of(asked);
  const keyOf = (root: Finding): number[] => {
    const mine = [...(reached.get(root) ?? [])];
    const symptoms = mine.filter((finding) => finding.role === 'symptom');
    const alone = symptoms.filter((symptom) =>
      roots.every((other) => other === root || !reached.get(other)?.has(symptom)),
    );
    const isAsked =
      asked.length === 0 ||
      root.about.some((key) => asked.includes(key)) ||
      [...workloads.of(root.about)].some((id) => askedWorkloads.has(id));
    return [
      isAsked ? 0 : 1,
      -alone.length,
      symptoms.length > 0 ? 0 : 1,
      root.role === 'cause' ? 0 : 1,
      STRENGTH[root.strength],
      -mine.length,
    ];
  };
  const began = (finding: Finding): number =>
    finding.began === null ? Number.POSITIVE_INFINITY : Date.parse(finding.began);
  const keyed = roots
    .map((finding) => ({ finding, key: keyOf(finding) }))
    .toSorted((a, b) => compare(a.key, b.key) || began(a.finding) - began(b.finding));
  let current = 0;
  return keyed.map((one, index) => {
    if (index === 0 || compare(one.key, keyed[index - 1]?.key ?? []) !== 0) current = index + 1;
    return { rank: current, finding: one.finding };
  });
}

function compare(a: number[], b: number[]): number {
  for (const [index, value] of a.entries()) if (value !== b[index]) return value - (b[index] ?? 0);
  return 0;
}

function decideVerdict(causes: Finding[], unexplained: Finding[]): Verdict {
  if (causes.length === 0) return unexplained.length > 0 ? 'inconclusive' : 'healthy';
  const isSure = causes.every((cause) => cause.role === 'cause' && cause.strength !== 'weak');
  return isSure && unexplained.length === 0 ? 'confirmed' : 'likely';
}
