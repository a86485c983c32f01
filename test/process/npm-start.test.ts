// `run: npm start` is resolved to the command behind it: no npm stays around, and the app is rolled like any other.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ask } from './ask.ts';
import { processesOf } from './processes.ts';
import { apps, freePort, quick, startBox } from './rig.ts';

test('an app that is started by `npm start` runs without npm, with the environment its script sets, and rolls', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({
    ...quick,
    cwd: join(apps, 'frameworks', 'npm-start'),
    run: 'npm start',
    listen: `127.0.0.1:${port}`,
  });
  expect((await ask(port)).body['nodeEnv']).toBe('production');
  // Keeper, daemon and the app itself.
  expect(processesOf(box.home)).toHaveLength(3);
  await box.roll();
  expect((await ask(port)).body['generation']).toBe('2');
});
