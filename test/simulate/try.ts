import * as a from '../../src/supervise/reduce-app.ts';
import { nextWake } from '../../src/supervise/next-wake.ts';
import { checkApp } from '../../src/supervise/invariants.ts';
import { runSeed } from './run-seed.ts';
import { printEvent, printCommand } from '../scenarios/print-step.ts';
const supervisor = { ...a, nextWake, checkApp };
const from = Number(process.argv[2] ?? 0),
  n = Number(process.argv[3] ?? 100);
let ev = 0,
  ms = 0;
const t = performance.now();
const bad = [];
for (let s = from; s < from + n; s++) {
  const o = runSeed(s, { supervisor, checksApp: true });
  ev += o.events;
  ms += o.virtualMs;
  if (o.faults.length) bad.push(o);
}
const dt = performance.now() - t;
console.log(
  `${n} seeds, ${ev} events, ${Math.round(ms / 3.6e6)} virtual hours, ${dt.toFixed(0)} ms, ${bad.length} bad`,
);
const kinds = new Map();
for (const b of bad) {
  const k = b.faults[0]
    .replace(/[a-z]+\.\d+#\d+/g, 'W')
    .replace(/\d+/g, 'N')
    .split('\n')[0];
  const e = kinds.get(k) ?? [];
  e.push(b);
  kinds.set(k, e);
}
for (const [k, v] of [...kinds].sort((x, y) => y[1].length - x[1].length)) {
  v.sort((x, y) => x.events - y.events);
  console.log(
    v.length,
    k,
    ' e.g.',
    v
      .slice(0, 3)
      .map((o) => `${o.seed}(${o.events})`)
      .join(' '),
  );
}
if (process.argv[4]) {
  const o = runSeed(from, { supervisor, checksApp: true, tells: true });
  for (const c of o.story.slice(-Number(process.argv[4]))) {
    console.log(c.clock, typeof c.event === 'string' ? `*** ${c.event}` : printEvent(c.event));
    for (const x of c.commands) console.log('       ', printCommand(x));
  }
  console.log(o.faults);
}
