// Plans the fixes for what is found now, shows them, and carries out those that were asked for; each is judged by looking again.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { collectSheet, diagnoseSheet } from '../../doctor/diagnose.ts';
import { fixes } from '../../doctor/fix/fixes/index.ts';
import { judgeOutcome } from '../../doctor/fix/judge-outcome.ts';
import type { PlannedFix } from '../../doctor/fix/model.ts';
import { planFixes, type PlannedFixes } from '../../doctor/fix/plan-fixes.ts';
import type { Diagnosis } from '../../doctor/model.ts';
import { readMachine } from '../../host/linux/read-machine.ts';
import { describePlan } from '../../plan/describe-plan.ts';
import { executePlan, undoPlan } from '../../plan/execute-plan.ts';
import { EXIT } from '../exit-code.ts';
import { paint } from '../print/paint.ts';
import { printJson } from '../run-request.ts';
import { readSince } from '../since.ts';
import { fixesFolder } from './fix-folders.ts';

interface Asked {
  apply: string | null;
  allSafe: boolean;
  isJson: boolean;
  since: string;
}

const HASH_LENGTH = 12;
const LOOKS_MAX = 3;
/** What was mended may need a moment until it answers. */
const LOOK_AGAIN_MS = [1000, 3000, 8000];

export async function fix(asked: Asked): Promise<number> {
  const since = readSince(asked.since);
  if (since === null) {
    console.error(`allswell: --since ${asked.since} is neither a duration such as 2h nor a time`);
    return EXIT.usage;
  }
  const look = async (): Promise<{ diagnosis: Diagnosis; found: PlannedFixes }> => {
    const sheet = await collectSheet({ since, about: [] });
    const diagnosis = diagnoseSheet(sheet, []);
    return { diagnosis, found: planFixes(diagnosis, sheet, fixes, readMachine, hashOf) };
  };
  let { diagnosis, found } = await look();
  let chosen = choose(found, asked);
  // What dies and is started again looks otherwise from one moment to the next: its plan may be there at the next look.
  for (let looks = 1; asked.apply !== null && chosen.length === 0 && looks < LOOKS_MAX; looks += 1) {
    // oxlint-disable-next-line no-await-in-loop
    ({ diagnosis, found } = await look());
    chosen = choose(found, asked);
  }
  if (asked.apply !== null && chosen.length !== 1) {
    console.error(
      `allswell: no plan ${asked.apply} fits what is found now; the machine may have changed. See: allswell fix`,
    );
    return EXIT.refused;
  }
  if (chosen.length === 0) return show(found, asked.isJson);
  const outcomes: number[] = [];
  for (const one of chosen) {
    // One after the other: each is judged by what is found after it.
    // oxlint-disable-next-line no-await-in-loop
    outcomes.push(await carryOut(one, diagnosis, async () => (await look()).diagnosis));
  }
  return Math.max(...outcomes);
}

const choose = ({ planned }: PlannedFixes, { apply, allSafe }: Asked): PlannedFix[] =>
  planned.filter(({ hash, plan, finding }) =>
    // What was only noticed is mended when it is named, not by the way.
    apply === null ? allSafe && plan.risk === 'safe' && finding.role !== 'smell' : hash.startsWith(apply),
  );

function show(found: PlannedFixes, isJson: boolean): number {
  if (isJson) printJson({ schema: 1, ...found });
  else {
    for (const { hash, plan } of found.planned)
      console.log(`${describePlan(plan).join('\n')}\n  do it: allswell fix --apply ${hash}\n`);
    for (const { finding, reason } of found.unplanned)
      console.log(`${finding.says}\n  ${paint('dim', reason)}; ${finding.remedy.says}\n`);
    if (found.planned.length + found.unplanned.length === 0) console.log('Nothing to mend was found.');
  }
  return found.planned.length + found.unplanned.length === 0 ? EXIT.fine : EXIT.findings;
}

async function carryOut(
  { plan, hash, finding }: PlannedFix,
  before: Diagnosis,
  look: () => Promise<Diagnosis>,
): Promise<number> {
  const id = `${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${hash}`;
  const folder = join(fixesFolder(), id);
  console.log(plan.title);
  const say = (text: string): void => console.log(`  ${text}`);
  const done = await executePlan(plan, folder, say);
  if (!done.ok) {
    console.error(`  ${paint('red', 'failed:')} ${done.failure.reason}`);
    console.error(
      done.failure.notUndone.length === 0
        ? '  everything was taken back'
        : `  not taken back: ${done.failure.notUndone.join('; ')}`,
    );
    return EXIT.refused;
  }
  let outcome = judgeOutcome(before, await look(), finding);
  for (const waitMs of LOOK_AGAIN_MS) {
    if (outcome.helped) break;
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    // oxlint-disable-next-line no-await-in-loop
    outcome = judgeOutcome(before, await look(), finding);
  }
  if (outcome.helped) {
    console.log(`  ${paint('green', 'it helped.')} Take it back with: allswell undo ${id}`);
    for (const { says } of outcome.left) console.log(`  still there: ${says}`);
    return EXIT.fine;
  }
  console.error(`  ${paint('yellow', 'it did not help:')} ${outcome.why}`);
  const notUndone = await undoPlan(folder, say);
  console.error(notUndone.length === 0 ? '  everything was taken back' : `  not taken back: ${notUndone.join('; ')}`);
  return EXIT.refused;
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH);
