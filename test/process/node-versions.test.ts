// The application's Node may be another than ours: the same app on Node 20, 22 and 26, where they are at hand.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { PostLoad } from '../load/post-load.ts';
import { ask } from './ask.ts';
import { freePort, quick, startBox } from './rig.ts';

const folder =
  process.env['ALLSWELL_TEST_NODES'] ?? fileURLToPath(new URL('../../.tools/node_modules', import.meta.url));

describe.each(['20', '22', '26'])('an app on Node %s', (major) => {
  const node = join(folder, `node${major}`, 'bin', 'node');

  test.skipIf(!existsSync(node))('is learned, and rolled under load with no request lost', async () => {
    expect(spawnSync(node, ['-v'], { encoding: 'utf8' }).stdout).toMatch(new RegExp(`^v${major}\\.`));
    await using box = await startBox();
    const port = await freePort();
    await box.serve({
      ...quick,
      drain: '20s',
      node,
      run: 'plain-http.cjs',
      workers: 2,
      listen: port,
      health: '/health',
    });
    const load = new PostLoad({
      url: `http://127.0.0.1:${port}/`,
      clients: 8,
      body: 'x',
      pauseShare: 0.3,
      pauseMsMax: 800,
      thinkMs: 5,
      timeoutMs: 10_000,
    });
    await box.until('load arrives', () => load.count.ok > 50);
    await box.roll();
    expect((await load.stop()).failures).toEqual({});
    expect((await ask(port)).body['generation']).toBe('2');
    expect((await box.status()).isWell).toBe(true);
  });
});
