// A worker in standby is booted and asked for its health, and gets no request of anybody's until its generation is taken.
import { expect, test } from 'vitest';
import { ask } from './ask.ts';
import { freePort, quick, startBox, workersOf } from './rig.ts';

test('new workers that listen and are not proved yet get no request', async () => {
  await using box = await startBox();
  const port = await freePort();
  const config = { ...quick, run: 'says-ready.cjs', workers: 2, ready: 'message', listen: `127.0.0.1:${port}` };
  await box.serve({ ...config, env: { READY_AFTER_MS: '0' } });
  box.writeConfig({ ...config, env: { READY_AFTER_MS: '1000' } });
  const roll = box.allswell('roll');
  await box.until(
    'two are booting',
    (_, status) => workersOf(status).filter(({ state }) => state === 'starting').length === 2,
  );
  const answeredBy: unknown[] = [];
  await box.until('they are taken', async (app) => {
    const { body } = await ask(port);
    if (app.generation === 1) answeredBy.push(body['generation']);
    return app.generation === 2;
  });
  expect((await roll).code).toBe(0);
  // The last one may have been asked when the new ones were just being taken.
  expect(new Set(answeredBy.slice(0, -1))).toEqual(new Set(['1']));
  expect(answeredBy.length).toBeGreaterThan(3);
});
