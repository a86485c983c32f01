// The status a tired person understands: the verdict first, then one line a worker, then what is wrong and what was not checked.
import type { Status, StatusApp, StatusWorker } from '../../../protocol/control.ts';
import { formatDuration } from '../../std/duration.ts';
import { paint } from './paint.ts';
import { layOut } from './table.ts';

const MARK = { serving: '●', standby: '◐', starting: '○', draining: '◌', waiting: '✗' } as const;
const COLOUR = { serving: 'green', standby: 'cyan', starting: 'cyan', draining: 'dim', waiting: 'red' } as const;
const NOTE_MAX = 100;

export function statusText(status: Status, now: number): string {
  if (status.apps.length === 0) return 'No app runs here. Start one with: allswell up';
  const parts = status.apps.map((app) => appText(app, now));
  const strays =
    status.strays.length > 0
      ? [paint('yellow', `! ending what workers left behind: pid ${status.strays.join(', ')}`)]
      : [];
  const hints = status.hints.map((hint) => paint('dim', `hint: ${hint}`));
  return [...parts, ...strays, ...hints, verdict(status)].join('\n\n');
}

function verdict(status: Status): string {
  if (status.isWell) return paint('green', "All's well.");
  const rolling = status.apps.filter((app) => app.roll).map((app) => app.name);
  const hasConcern = status.apps.some((app) => app.concerns.length > 0) || status.strays.length > 0;
  if (!hasConcern)
    return paint('cyan', rolling.length > 0 ? `Rolling ${rolling.join(', ')}.` : 'Workers are starting.');
  return paint('red', 'Not all is well.');
}

function appText(app: StatusApp, now: number): string {
  const roll = app.roll ? `, ${app.roll.phase} generation ${app.roll.candidate}` : '';
  const head = `${paint('bold', app.name)}  generation ${app.generation}${roll}`;
  const rows = app.pools.flatMap((pool) => {
    if (pool.workers.length === 0)
      return [[pool.name, paint('dim', pool.isStopped ? '■ stopped' : 'none'), '', '', '', '', '']];
    return pool.workers.map((worker) => workerRow(worker, now));
  });
  const columns = [
    { title: paint('dim', 'worker') },
    { title: paint('dim', 'state') },
    { title: paint('dim', 'for'), isNumber: true },
    { title: paint('dim', 'pid'), isNumber: true },
    { title: paint('dim', 'gen'), isNumber: true },
    { title: paint('dim', 'memory'), isNumber: true },
    { title: paint('dim', 'note') },
  ];
  const doors = app.pools
    .filter((pool) => pool.listen.length > 0)
    .map((pool) => `${pool.name} listens on ${pool.listen.join(', ')}; ready means: ${pool.proof}`);
  return [
    head,
    ...layOut(columns, rows).map((line) => `  ${line}`),
    ...doors.map((line) => paint('dim', `  ${line}`)),
    ...app.concerns.map((line) => `  ${paint('red', '!')} ${line}`),
    ...app.notChecked.map((line) => paint('dim', `  not checked: ${line}`)),
  ].join('\n');
}

function workerRow(worker: StatusWorker, now: number): string[] {
  const { state } = worker;
  const jobs = worker.jobs.length > 0 ? `jobs ${worker.jobs.join(', ')}` : null;
  const note = [worker.note, jobs].filter((part) => part !== null).join('; ');
  return [
    `${worker.pool}.${worker.seat}`,
    paint(COLOUR[state], `${MARK[state]} ${state}`),
    formatDuration(Math.max(0, now - Date.parse(worker.since))),
    worker.pid === null ? '–' : String(worker.pid),
    String(worker.generation),
    worker.memoryBytes === null ? '–' : `${Math.round(worker.memoryBytes / 1024 / 1024)} MB`,
    note.length > NOTE_MAX ? `${note.slice(0, NOTE_MAX - 1)}…` : note,
  ];
}
