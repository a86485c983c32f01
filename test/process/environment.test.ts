// The environment is one thing with its generation: what the configuration no longer says is gone after a roll.
import { expect, test } from 'vitest';
import { ask } from './ask.ts';
import { type Box, freePort, quick, startBox } from './rig.ts';

const read = async (port: number, name: string): Promise<unknown> =>
  (await ask(port, `/env?name=${name}`)).body['value'];

async function rollTo(box: Box, config: object): Promise<void> {
  box.writeConfig({ ...config });
  await box.roll();
}

test('a variable that is taken out of the configuration is absent after a roll', async () => {
  await using box = await startBox();
  const port = await freePort();
  const config = { ...quick, run: 'plain-http.cjs', listen: `127.0.0.1:${port}` };
  await box.up({ ...config, env: { KEPT: 'a', REMOVED: 'b' } });
  expect([await read(port, 'KEPT'), await read(port, 'REMOVED')]).toEqual(['a', 'b']);
  await rollTo(box, { ...config, env: { KEPT: 'changed' } });
  expect([await read(port, 'KEPT'), await read(port, 'REMOVED')]).toEqual(['changed', null]);
});

test('nothing of the caller’s own environment reaches an app but a few variables', async () => {
  await using box = await startBox({ DATABASE_PASSWORD: 'of the shell', LANG: 'C.UTF-8' });
  const port = await freePort();
  await box.up({ ...quick, run: 'plain-http.cjs', listen: `127.0.0.1:${port}` });
  expect(await read(port, 'DATABASE_PASSWORD')).toBe(null);
  expect(await read(port, 'LANG')).toBe('C.UTF-8');
  expect(await read(port, 'NODE_ENV')).toBe('production');
  expect(await read(port, 'PORT')).toBe(String(port));
  // What is for the preload alone is not left for the app's own children.
  expect(await read(port, 'NODE_OPTIONS')).toBe(null);
  expect(await read(port, 'ALLSWELL_CHANNEL')).toBe(null);
});
