// Hard moment 8: an app that blocks its event loop during a roll delays nobody but those whose request it has.
import { expect, test } from 'vitest';
import { ask, tryToAsk } from './ask.ts';
import { freePort, quick, startBox, waitFor, workersOf } from './rig.ts';

test('an old worker that blocks its loop during a roll is drained once it is back, and the new one serves meanwhile', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, drain: '20s', run: 'blocks-loop.cjs', listen: port });
  const blocked = ask(port, '/block?ms=3000&idle=1');
  const roll = box.allswell('roll');
  await box.until('the new one has taken over', (app) => app.generation === 2);
  // The blocked one accepts until it hears of the drain: a request may still be queued to it, and is answered late.
  const fresh = await waitFor('the new one answers', async () => {
    const answered = await ask(port);
    return answered.body['generation'] === '2' && answered;
  });
  expect(fresh.status).toBe(200);
  expect((await blocked).body['generation']).toBe('1');
  expect((await roll).code).toBe(0);
  const after = await box.until('the old one has gone', (_, status) => workersOf(status).length === 1);
  expect(after.isWell).toBe(true);
});

test('an app that blocks its loop for longer than its drain is ended at the deadline', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, drain: '1s', stop: '1s', run: 'blocks-loop.cjs', listen: port });
  const blocked = tryToAsk(port, '/block?ms=15000');
  const roll = box.allswell('roll');
  expect(await blocked).toBe('ECONNRESET');
  expect((await roll).code).toBe(0);
  await box.until('all is well', (_, { isWell }) => isWell);
});
