// The report as text: the verdict, one line a root cause, the chain down to what people see, evidence, commands, doubts.
// Fits 80 columns; decides nothing and puts nothing in order: that was done before.
import type { Diagnosis, Evidence, Finding, Link } from '../model.ts';

export type Paint = (style: 'red' | 'green' | 'yellow' | 'dim' | 'bold' | 'cyan', text: string) => string;

const WIDTH = 80;
const EVIDENCE_SHOWN = 4;
const NOT_JUDGED_SHOWN = 6;

const VERDICT = {
  confirmed: 'Found.',
  likely: 'Most likely:',
  inconclusive: 'Something is wrong, and what was seen does not explain it.',
  healthy: "All's well.",
};

export function renderText(diagnosis: Diagnosis, paint: Paint): string {
  const colour = diagnosis.verdict === 'healthy' ? 'green' : diagnosis.verdict === 'inconclusive' ? 'yellow' : 'red';
  const parts = [paint(colour, VERDICT[diagnosis.verdict])];
  for (const { rank, finding } of diagnosis.causes) parts.push(causeText(rank, finding, diagnosis, paint));
  if (diagnosis.unexplained.length > 0)
    parts.push(
      section(
        'Not explained by anything found',
        diagnosis.unexplained.map((one) => one.says),
        paint,
      ),
    );
  if (diagnosis.noticed.length > 0)
    parts.push(
      section(
        'Also noticed, not part of this',
        diagnosis.noticed.map((one) => `${one.says} (${one.rule})`),
        paint,
      ),
    );
  if (diagnosis.past.length > 0)
    parts.push(
      section(
        'Past, and healed',
        diagnosis.past.map((one) => `${one.began ? `${shortTime(one.began)} ` : ''}${one.says}`),
        paint,
      ),
    );
  if (diagnosis.verdict === 'healthy') parts.push(wrap(`Looked at: ${diagnosis.checked.join(', ')}.`, 0));
  const unjudged = notJudgedLines(diagnosis);
  if (unjudged.length > 0) parts.push(section('Not checked', unjudged, paint));
  return parts.join('\n\n');
}

function causeText(rank: number, finding: Finding, diagnosis: Diagnosis, paint: Paint): string {
  const lines = [
    wrap(paint('bold', `${rank}. ${finding.says}`), 3),
    ...chainLines(finding, diagnosis.propagation, paint),
    ...finding.evidence.slice(0, EVIDENCE_SHOWN).map((one) => evidenceLine(one, paint)),
    ...finding.against.map((one) => evidenceLine(one, paint, 'against it: ')),
    wrap(`   ${paint('cyan', 'do:')} ${finding.remedy.says}`, 7),
    ...finding.remedy.commands.map((command) => `       $ ${command}`),
    ...(finding.remedy.fix ? [`       or let allswell do it: allswell fix`] : []),
    paint('dim', `   more: allswell explain ${finding.rule}`),
  ];
  return lines.join('\n');
}

/** What follows from it, each step once, nearest first. */
function chainLines(root: Finding, links: Link[], paint: Paint): string[] {
  const lines: string[] = [];
  const seen = new Set([root]);
  const visit = (finding: Finding, depth: number): void => {
    for (const link of links.filter((one) => one.from === finding)) {
      if (seen.has(link.to)) continue;
      seen.add(link.to);
      const mark = link.to.role === 'symptom' ? paint('red', '→') : '→';
      lines.push(wrap(`${' '.repeat(3 + 2 * depth)}${mark} ${link.edge.says} ${link.to.says}`, 5 + 2 * depth));
      visit(link.to, depth + 1);
    }
  };
  visit(root, 0);
  return lines;
}

function evidenceLine(evidence: Evidence, paint: Paint, prefix = ''): string {
  const place = evidence.file ? `${evidence.file}${evidence.line ? `:${evidence.line}` : ''}` : evidence.source;
  const at = evidence.at ? `${shortTime(evidence.at)} ` : '';
  return wrap(paint('dim', `   | ${prefix}${at}${place}: ${evidence.text}`), 5);
}

const section = (title: string, lines: string[], paint: Paint): string =>
  [paint('bold', `${title}:`), ...lines.map((line) => wrap(`  - ${line}`, 4))].join('\n');

function notJudgedLines(diagnosis: Diagnosis): string[] {
  const byFact = new Map<string, { reason: string; detail: string; rules: number }>();
  for (const { fact, reason, detail } of diagnosis.notJudged) {
    const known = byFact.get(fact);
    if (known) known.rules += 1;
    else byFact.set(fact, { reason, detail, rules: 1 });
  }
  const lines = [...byFact].map(
    ([fact, { reason, detail, rules }]) => `${fact}: ${reason}, ${detail} (${rules} ${rules === 1 ? 'rule' : 'rules'})`,
  );
  const rest = lines.length - NOT_JUDGED_SHOWN;
  return rest > 0 ? [...lines.slice(0, NOT_JUDGED_SHOWN), `and ${rest} more: see --json`] : lines;
}

const shortTime = (iso: string): string => iso.slice(5, 19).replace('T', ' ');

/** Breaks at spaces; a word that is longer than a line (a path, a URL) stays whole so that it can be copied. */
function wrap(text: string, indent: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const wider = line === '' ? word : `${line} ${word}`;
    if (visible(wider) > WIDTH && line.trim() !== '') {
      lines.push(line);
      line = `${' '.repeat(indent)}${word}`;
    } else line = wider;
  }
  return [...lines, line].join('\n');
}

// oxlint-disable-next-line no-control-regex
const visible = (text: string): number => text.replace(/\u001b\[[\d;]*m/g, '').length;
