// Shows that a state read back is the state that was: over a new file, over an event that can't be replayed.
import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { App, AppEvent, PoolPolicy } from '../supervise/model.ts';
import { newApp, reduceApp } from '../supervise/reduce-app.ts';
import { Journal, JOURNAL_VERSION } from './journal.ts';

let folder = '';
let path = '';
let app: App = newApp('shop');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'allswell-journal-'));
  path = join(folder, 'journal.jsonl');
  app = newApp('shop');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const policy: PoolPolicy = {
  kind: 'queue',
  workers: 1,
  ready: 'alive',
  listen: null,
  startTimeoutMs: 60_000,
  drainTimeoutMs: 60_000,
  stopTimeoutMs: 10_000,
  queueForMs: 10_000,
};
const open = (): Journal => new Journal(path, 'this-boot', () => [{ app, source: null }]);
const read = (): App | undefined => {
  const reading = open().read();
  return reading.kind === 'read' ? reading.apps[0]?.app : undefined;
};
/** As the loop does it: first written, then decided. */
function take(journal: Journal, event: AppEvent): void {
  journal.event(app, event, null);
  app = reduceApp(app, event).app;
}

test('whichever event a new file begins with, it is not forgotten', () => {
  const journal = open();
  take(journal, { at: 1, kind: 'roll-asked', candidate: 1, policies: { worker: policy }, overlap: { worker: 1 } });
  const detail = 'x'.repeat(100_000);
  for (let at = 2; !existsSync(`${path}.1`); at += 1) {
    expect(at, 'a new file was begun').toBeLessThan(200);
    take(journal, { at, kind: 'probe-failed', worker: 'worker.1#1', detail: `${at} ${detail}` });
    if (at % 10 === 0 || existsSync(`${path}.1`)) expect(read()).toEqual(app);
  }
});

test('an event that is a bug of ours stops one app where it was, and not the daemon', () => {
  const journal = open();
  take(journal, { at: 1, kind: 'roll-asked', candidate: 1, policies: { worker: policy }, overlap: { worker: 1 } });
  const impossible = {
    v: JOURNAL_VERSION,
    kind: 'event',
    at: '',
    app: 'shop',
    event: { at: 2, kind: 'socket-opened' },
  };
  appendFileSync(path, `${JSON.stringify(impossible)}\n`);
  const reading = open().read();
  expect(reading).toMatchObject({
    kind: 'read',
    apps: [{ app, frozen: expect.stringContaining('while reading back socket-opened') }],
  });
});
