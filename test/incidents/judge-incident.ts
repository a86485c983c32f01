// Has the doctor look at a broken server, mend it and take it back; gives what was right and wrong of that, in lines.
import type { Box } from './box.ts';
import { type Incident, pauseMs } from './incident.ts';
import { type Layout, SHOP, statusOf } from './put-server.ts';

interface Diagnosed {
  verdict: string;
  causes: { rule: string; role: string; says: string; remediation: { fix: string | null } }[];
  noticed: { rule: string }[];
  symptoms: { rule: string; isExplained: boolean }[];
  unexplained: number[];
}
interface Planned {
  planned: { hash: string; plan: { title: string; risk: string }; finding: { rule: string } }[];
  unplanned: { finding: { rule: string }; reason: string }[];
}
export interface Outcome {
  isRight: boolean;
  lines: string[];
}

const FIXES_MAX = 8;

export async function judgeDiagnosis(box: Box, { roots }: Incident, layout: Layout): Promise<Outcome> {
  const lines = [`site: ${await statusOf(box)}, health: ${await statusOf(box, '/health')}`];
  const began = performance.now();
  const text = await box.run('allswell doctor');
  const tookMs = performance.now() - began;
  const { stdout } = await box.run('allswell doctor --json');
  const diagnosis = JSON.parse(stdout) as Diagnosed;
  lines.push(`doctor: ${(tookMs / 1000).toFixed(1)} s, ${diagnosis.verdict}`, text.stdout, text.stderr);
  const named = diagnosis.causes.map(({ rule }) => rule);
  // What stands behind another cause does not bite yet: it must be told, but need not be the cause of what is seen now.
  const told = [...named, ...diagnosis.noticed.map(({ rule }) => rule)];
  const [first = [], ...others] = roots[layout];
  const missed = [
    ...(first.some((rule) => named.includes(rule)) ? [] : [first]),
    ...others.filter((group) => !group.some((rule) => told.includes(rule))),
  ];
  const wrong = diagnosis.causes.filter(({ role }) => role === 'symptom');
  for (const group of missed) lines.push(`MISSED: ${group.join(' or ')}`);
  for (const { rule } of wrong) lines.push(`SYMPTOM AS CAUSE: ${rule}`);
  const extra = named.filter((rule) => !roots[layout].flat().includes(rule));
  if (extra.length > 0) lines.push(`also named: ${extra.join(', ')}`);
  return { isRight: missed.length === 0 && wrong.length === 0, lines };
}

export async function judgeFix(box: Box, incident: Incident, layout: Layout): Promise<Outcome> {
  const lines: string[] = [];
  const before = await manifest(box);
  const tried = new Set<string>();
  let done = 0;
  for (let round = 0; round < FIXES_MAX; round += 1) {
    // oxlint-disable-next-line no-await-in-loop
    const shown = await box.run('allswell fix --json');
    const { planned, unplanned } = JSON.parse(shown.stdout || '{"planned":[],"unplanned":[]}') as Planned;
    if (round === 0) for (const { finding, reason } of unplanned) lines.push(`no plan: ${finding.rule}: ${reason}`);
    const next = planned.find(({ finding, plan }) => !tried.has(finding.rule + plan.title));
    if (!next) break;
    tried.add(next.finding.rule + next.plan.title);
    // oxlint-disable-next-line no-await-in-loop
    const ended = await box.run(`allswell fix --apply ${next.hash}`);
    lines.push(`${next.finding.rule} -> ${ended.code}`, ended.stdout, ended.stderr);
    // What was found has changed between the two looks: shown anew, it is tried again.
    if (!ended.stderr.includes('no plan')) tried.add(next.finding.rule + next.plan.title);
    if (ended.code === 0) done += 1;
  }
  await pauseMs(4000);
  const [site, health] = [await statusOf(box), await statusOf(box, '/health')];
  const well = incident.isWell ? (await box.run(incident.isWell[layout])).code === 0 : true;
  lines.push(`after ${done} fixes: site ${site}, health ${health}, programs ${well ? 'well' : 'NOT WELL'}`);
  for (let count = 0; count < done; count += 1) {
    // oxlint-disable-next-line no-await-in-loop
    const undone = await box.run('allswell undo');
    lines.push(`undo -> ${undone.code}`, undone.stdout, undone.stderr);
  }
  const left = differences(before, await manifest(box));
  lines.push(
    left.length === 0
      ? 'undo: every byte, mode and owner as before'
      : `undo: ${left.length} DIFFER: ${left.slice(0, 8).join(' | ')}`,
  );
  return { isRight: (!incident.isMendable || (site === 200 && health === 200 && well)) && left.length === 0, lines };
}

/** Content, mode and owner of all that a fix may touch. */
async function manifest(box: Box): Promise<Set<string>> {
  const folders = `${SHOP} /etc/nginx /etc/supervisor /etc/systemd/system /etc/shop.env /etc/postgresql /etc/sysctl.d`;
  const listed = await box.must(
    `find ${folders} -printf '%p %y %m %U:%G %l\\n'; find ${folders} -type f -print0 | xargs -0 sha256sum`,
  );
  return new Set(listed.split('\n'));
}

const differences = (before: Set<string>, after: Set<string>): string[] => [
  ...[...before].filter((line) => !after.has(line)).map((line) => `-${line}`),
  ...[...after].filter((line) => !before.has(line)).map((line) => `+${line}`),
];
