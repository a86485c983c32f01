// The clients of a bench in a process of their own, so that measuring doesn't slow what sends.
// Told what to do by its parent's messages: 'mark' gives the counts since the last one, 'stop' the last.
import { PostLoad, type LoadOptions } from '../load/post-load.ts';
import { emptyMark, type LoadMark } from './load-process.ts';

const SLOWEST_KEPT = 5;
const FAILURES_KEPT = 20;

let mark = emptyMark();

const options = JSON.parse(process.argv[2] ?? '{}') as LoadOptions;
const load = new PostLoad({ ...options, onEnd: note, onAnswer: countPid });

function note(tookMs: number, failure: string | null): void {
  mark.tooks.push(tookMs);
  mark.sent += 1;
  const at = Date.now();
  if (failure !== null) {
    mark.failed += 1;
    if (mark.failures.length < FAILURES_KEPT) mark.failures.push({ at, failure, tookMs: Math.round(tookMs) });
  }
  if (tookMs > (mark.slowest.at(-1)?.tookMs ?? 0) || mark.slowest.length < SLOWEST_KEPT) {
    mark.slowest = [...mark.slowest, { at, tookMs }].toSorted((a, b) => b.tookMs - a.tookMs).slice(0, SLOWEST_KEPT);
  }
}

function countPid(_status: number, body: string): void {
  const pid = /"pid":(\d+)/.exec(body)?.[1];
  if (pid) mark.byPid[pid] = (mark.byPid[pid] ?? 0) + 1;
}

function endMark(): LoadMark {
  const ended = mark;
  mark = emptyMark();
  return ended;
}

process.on('message', (message) => {
  if (message === 'mark') process.send?.(endMark());
  else {
    void load.stop().then(() => {
      process.send?.(endMark(), () => process.exit(0));
    });
  }
});
process.on('disconnect', () => process.exit(1));
