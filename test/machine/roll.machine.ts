// Promise 2 behind a real nginx with kept-alive upstream connections: rolls drop no POST.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bootBox, type Box } from './box/box.ts';
import { losesNothing } from './load.ts';
import { CONFIG, putSite, readStatus, waitForFreshWorkers } from './site.ts';

const ROLLS = 4;
let box: Box;

beforeAll(async () => {
  box = await bootBox('roll');
  await putSite(box);
  await box.must('allswell', 'install', CONFIG);
});
afterAll(() => box?.end());

test('rolls behind nginx lose no request', async () => {
  await losesNothing(box, `rolled ${ROLLS} times`, async () => {
    for (let round = 0; round < ROLLS; round += 1) {
      const roll = JSON.parse(await box.must('allswell', 'roll', '--json')) as {
        ok: boolean;
        receipt: { failed: number };
      };
      expect(roll).toMatchObject({ ok: true, receipt: { failed: 0 } });
    }
    await waitForFreshWorkers(box, []);
  });
  expect((await readStatus(box)).apps[0]?.generation).toBe(ROLLS + 1);
});
