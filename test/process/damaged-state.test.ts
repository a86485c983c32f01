// Hard moment 7: a journal cut in the middle of a line is repaired, a newer one is refused; what serves keeps serving.
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ask } from './ask.ts';
import { isAlive } from './processes.ts';
import { type Box, freePort, pidsOf, quick, startBox, waitFor } from './rig.ts';

const journalOf = (box: Box): string => join(box.home, 'journal.jsonl');

/** Kills the daemon and has `change` done to its journal before the next one reads it. */
async function changeBetweenDaemons(box: Box, change: (journal: string) => void): Promise<void> {
  const { daemon, keeper } = await box.status();
  process.kill(keeper.pid, 'SIGSTOP');
  process.kill(daemon.pid, 'SIGKILL');
  await waitFor('the daemon has gone', () => !isAlive(daemon.pid));
  change(journalOf(box));
  process.kill(keeper.pid, 'SIGCONT');
}

test('a journal whose last line was cut is read without it, and that is said', async () => {
  await using box = await startBox();
  await box.serve({ ...quick, run: 'plain-http.cjs', workers: 2, listen: await freePort() });
  const before = await box.status();
  await changeBetweenDaemons(box, (journal) => truncateSync(journal, readFileSync(journal).length - 20));
  const after = await box.until('all is well', (_, { isWell }) => isWell);
  expect(after.daemon.pid).not.toBe(before.daemon.pid);
  expect(pidsOf(after)).toEqual(pidsOf(before));
  expect(box.daemonLog()).toMatch(/line \d+ of .*journal\.jsonl was cut or damaged and was passed over/);
  await box.roll();
  // What was written after the cut is whole lines again.
  const damaged = readFileSync(journalOf(box), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !isJson(line));
  expect(damaged).toHaveLength(1);
});

test('a state written by a newer Allswell is refused with a sentence, and what serves keeps serving', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, run: 'plain-http.cjs', listen: port });
  const before = await box.status();
  let text = '';
  await changeBetweenDaemons(box, (journal) => {
    text = readFileSync(journal, 'utf8');
    writeFileSync(journal, `${text}{"v":2,"kind":"novelty","at":"2030-01-01T00:00:00.000Z"}\n`);
  });
  await waitFor('it is refused', () => box.daemonLog().includes('this Allswell is older than the state it found'));
  expect(await ask(port)).toMatchObject({ status: 200, body: { pid: pidsOf(before)[0] } });
  // The older version's own state, put back, is taken up again by the keeper's next try.
  writeFileSync(journalOf(box), text);
  expect(pidsOf(await box.status())).toEqual(pidsOf(before));
});

test('a first start beside the state of a newer Allswell is refused and touches nothing', async () => {
  await using box = await startBox();
  const config = box.writeConfig({ ...quick, run: 'plain-http.cjs', listen: await freePort() });
  expect((await box.allswell('up', '--detach', config)).code).toBe(0);
  expect((await box.allswell('down')).code).toBe(0);
  const newer = '{"v":2,"kind":"novelty","at":"2030-01-01T00:00:00.000Z"}\n';
  writeFileSync(journalOf(box), newer);
  const up = await box.allswell('up', '--detach', config);
  expect(up.code).toBe(4);
  expect(up.stderr).toContain('written in format 2, and this version knows up to 1');
  expect(readFileSync(journalOf(box), 'utf8')).toBe(newer);
});

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
