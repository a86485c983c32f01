// Bench "roll": bursty POSTs without a pause while the application is rolled again and again; counts every failed one.
import { addMarks, type LoadMark } from './load-process.ts';
import type { Bench, Options, Section } from './model.ts';
import { type RollCell, type RollOutcome, runRollCell } from './roll-cell.ts';
import { median, quantile, showMs } from './sums.ts';
import { findNode, findProgram, plainHttp, readyApps, webApps } from './tools.ts';

const NODE_FULL = 24;
const NODES_SHORT = [20, 22, 26];
const ROLLS_FULL = 20;
const REQUESTS_WANTED = 200_000;
const SLOWER_AT_MOST = 2;

export const benchRoll: Bench = async (options) => {
  const nginx = findProgram('nginx');
  const outcomes: RollOutcome[] = [];
  const notes: string[] = [];
  if (nginx === null) notes.push('SKIPPED all cells behind nginx: there is no nginx on this machine');
  if (readyApps().length < webApps.length)
    notes.push('SKIPPED Express and Nest: test/apps/frameworks is not installed');
  for (const cell of listCells(options, nginx !== null)) {
    const node = findNode(cell.node);
    if (node === null) notes.push(`SKIPPED ${cell.app.name} on Node ${cell.node}: that Node is not here`);
    else outcomes.push(await runRollCell(cell, node, nginx));
  }
  return [judge(outcomes, notes, options.isQuick)];
};

function listCells({ isQuick }: Options, hasNginx: boolean): RollCell[] {
  const short = { node: NODE_FULL, front: 'nginx 5 s', rolls: 2, leastMs: 0 } as const;
  const direct: RollCell = {
    ...short,
    app: plainHttp,
    front: 'none',
    rolls: isQuick ? 2 : 6,
    leastMs: isQuick ? 0 : 15_000,
  };
  if (!hasNginx) return [direct];
  const apps = readyApps();
  if (isQuick) return [...apps.slice(-1).map((app) => ({ ...short, app })), direct];
  return [
    ...apps.map((app) => ({ ...short, app, rolls: ROLLS_FULL, leastMs: 115_000 })),
    ...NODES_SHORT.flatMap((node) => apps.map((app) => ({ ...short, app, node, leastMs: 5000 }))),
    { ...short, app: plainHttp, front: 'nginx 60 s', leastMs: 40_000 },
    direct,
  ];
}

function judge(outcomes: RollOutcome[], notes: string[], isQuick: boolean): Section {
  const all = (outcome: RollOutcome): LoadMark => addMarks(outcome.without, outcome.during);
  const full = outcomes.filter(({ cell }) => cell.node === NODE_FULL).map(all);
  const sent = full.reduce((sum, mark) => sum + mark.sent, 0);
  const failed = outcomes.map(all).reduce((sum, mark) => sum + mark.failed, 0);
  const tooFew = `only ${sent} requests on Node ${NODE_FULL}, ${REQUESTS_WANTED} wanted`;
  return {
    title: 'Roll: bursty POSTs, 50 connections, all the time',
    columns: [
      'app',
      'node',
      'in front',
      'rolls',
      'new serves, ms',
      'old quiet, s',
      'sent',
      'failed',
      'p50',
      'p99',
      'p99.9',
      'slowest',
    ],
    rows: outcomes.map(rowOf),
    notes: [
      '"new serves": from the command to the new generation serving, median; "old quiet": until the last peer had left, median and longest',
      'p50 to slowest in ms: while rolls follow one another / in the stretches between without any',
      `Node ${NODE_FULL}, all cells: ${sent} requests sent; all Nodes: ${failed} failed`,
      ...notes,
    ],
    misses: [...outcomes.flatMap(missesOf), ...(isQuick || sent >= REQUESTS_WANTED ? [] : [tooFew])],
  };
}

function missesOf({ cell, label, during, without, causes, slowestWhen }: RollOutcome): string[] {
  const misses: string[] = [];
  if (causes.length > 0) misses.push(`${label}: ${during.failed + without.failed} failed: ${causes.join(' | ')}`);
  const [slowest = 0, usual = 0] = [during.slowest[0]?.tookMs, without.slowest[0]?.tookMs];
  if (cell.rolls < ROLLS_FULL || slowest <= SLOWER_AT_MOST * usual) return misses;
  const times = (slowest / usual).toFixed(1);
  return [
    ...misses,
    `${label}: slowest ${showMs(slowest)} ms, ${times} times the ${showMs(usual)} ms without rolls (${slowestWhen})`,
  ];
}

function rowOf({ cell, rolls, during, without, servesMs, quietMs }: RollOutcome): (string | number)[] {
  return [
    cell.app.name,
    cell.node,
    cell.front,
    rolls,
    Math.round(median(servesMs)),
    `${(median(quietMs) / 1000).toFixed(1)}, ${(Math.max(...quietMs) / 1000).toFixed(1)}`,
    during.sent + without.sent,
    during.failed + without.failed,
    ...[0.5, 0.99, 0.999, 1].map((share) =>
      [during, without].map(({ tooks }) => showMs(quantile(tooks, share))).join(' / '),
    ),
  ];
}
