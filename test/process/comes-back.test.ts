// What was running comes back as it was: after `down` and a new start, and after a boot of the machine.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ask, tryToAsk } from './ask.ts';
import { processesOf } from './processes.ts';
import { freePort, pidsOf, quick, startBox, waitFor } from './rig.ts';

test('after `down` the next start brings back every app: its generation, its scale, and what was stopped', async () => {
  await using box = await startBox();
  const [first, second] = [await freePort(), await freePort()];
  const one = { ...quick, name: 'one', run: 'plain-http.cjs', listen: `127.0.0.1:${first}` };
  await box.serve(one);
  await box.serve({ ...quick, name: 'two', run: 'plain-http.cjs', listen: `127.0.0.1:${second}` });
  await box.allswell('roll', 'two');
  await box.allswell('scale', 'two.web=2');
  await box.allswell('stop', 'one');
  expect((await box.allswell('down')).code).toBe(0);

  const again = box.writeConfig({
    ...quick,
    name: 'three',
    run: 'plain-http.cjs',
    listen: `127.0.0.1:${await freePort()}`,
  });
  expect((await box.allswell('up', '--detach', again)).code).toBe(0);
  const status = await box.until(
    'two is back',
    (_, { apps }) =>
      apps.find(({ name }) => name === 'two')?.pools[0]?.workers.filter(({ state }) => state === 'serving').length ===
      2,
  );
  expect(status.apps.map(({ name, generation }) => `${name} ${generation}`).toSorted()).toEqual([
    'one 1',
    'three 1',
    'two 2',
  ]);
  expect((await ask(second)).body['generation']).toBe('2');
  expect(await tryToAsk(first)).toBe('ECONNREFUSED');
  await box.serve(one);
  expect((await ask(first)).status).toBe(200);
});

test('after a boot of the machine, a journal full of old instants and dead workers brings the app back', async () => {
  await using box = await startBox();
  const port = await freePort();
  const config = { ...quick, run: 'plain-http.cjs', workers: 2, listen: `127.0.0.1:${port}` };
  await box.serve(config);
  await box.roll();
  // As a power cut would: nobody is told, and all is gone.
  process.kill((await box.status()).keeper.pid, 'SIGKILL');
  await waitFor('all is gone', () => processesOf(box.home).length === 0);
  const journal = join(box.home, 'journal.jsonl');
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  const ofAnotherBoot = readFileSync(journal, 'utf8')
    .replaceAll(boot, 'the-boot-before')
    // The clock of the boot before was far ahead of a fresh one.
    .replaceAll(/"(at|since|startedAt|until|readyBy|askedAt|committedAt)":(\d+)/g, '"$1":9$2');
  writeFileSync(journal, ofAnotherBoot);
  await box.serve(config);
  const status = await box.until('all is well', (_, { isWell }) => isWell);
  expect(status.apps[0]?.generation).toBe(2);
  expect(pidsOf(status)).toHaveLength(2);
  expect((await ask(port)).body['generation']).toBe('2');
  await box.roll();
});
