// Hard moment 7: the home's disk is full. What serves keeps serving, and all is known again when there is room.
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ask } from './ask.ts';
import { freePort, pidsOf, quick, startBox, waitFor, workersOf } from './rig.ts';

const isRoot = process.getuid?.() === 0;

interface SmallDisk extends AsyncDisposable {
  folder: string;
  fill: () => void;
  free: () => void;
}

async function mountSmallDisk(): Promise<SmallDisk> {
  const folder = mkdtempSync(join(tmpdir(), 'aw-small-disk-'));
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'allswell-test', folder], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`could not mount a small disk: ${stderr}`);
  const filler = join(folder, 'filler');
  return {
    folder,
    fill() {
      // First by pages, then by bytes, until not one more goes in.
      for (const size of [4096, 1]) while (append(filler, size));
    },
    free: () => rmSync(filler),
    async [Symbol.asyncDispose]() {
      spawnSync('umount', [folder]);
      rmdirSync(folder);
    },
  };
}

function append(file: string, size: number): boolean {
  try {
    appendFileSync(file, Buffer.alloc(size));
    return true;
  } catch {
    return false;
  }
}

test.skipIf(!isRoot)('on a full disk a roll is refused with a sentence, and what serves keeps serving', async () => {
  await using disk = await mountSmallDisk();
  await using box = await startBox({ ALLSWELL_HOME: join(disk.folder, 'home') });
  const port = await freePort();
  await box.serve({ ...quick, run: 'plain-http.cjs', listen: port });
  const before = await box.status();
  disk.fill();
  const rolled = await box.allswell('roll');
  expect(rolled.code).toBe(1);
  expect(rolled.stderr).toMatch(/cannot be used\n.*ENOSPC/);
  expect((await ask(port)).body['pid']).toBe(pidsOf(before)[0]);

  process.kill(before.daemon.pid, 'SIGKILL');
  const after = await box.until('another daemon answers', (_, { daemon }) => daemon.pid !== before.daemon.pid);
  expect(pidsOf(after)).toEqual(pidsOf(before));
  expect((await ask(port)).status).toBe(200);
});

test.skipIf(!isRoot)(
  'what could not be written down on a full disk is known to the next daemon once there is room',
  async () => {
    await using disk = await mountSmallDisk();
    await using box = await startBox({ ALLSWELL_HOME: join(disk.folder, 'home') });
    const port = await freePort();
    await box.serve({ ...quick, run: 'plain-http.cjs', listen: port });
    const before = await box.status();
    disk.fill();
    process.kill(pidsOf(before)[0] ?? 0, 'SIGKILL');
    const isReplaced = (pids: number[]): boolean => pids.length === 1 && !pids.includes(pidsOf(before)[0] ?? 0);
    await box.until('the seat is filled again', (_, status) => isReplaced(pidsOf(status)));
    // The journal's last block may have had some room left.
    await waitFor('the journal has none left', async () => {
      for (const workers of [2, 1]) await box.allswell('scale', `web=${workers}`);
      const [app] = (await box.status()).apps;
      return app?.concerns.some((text) => /journal cannot be written \(ENOSPC.*what serves keeps serving/.test(text));
    });
    const [last = 0] = pidsOf(await box.until('one is left', (_, status) => workersOf(status).length === 1));
    process.kill(last, 'SIGKILL');
    await box.until(
      'its seat is filled',
      (_, status) => pidsOf(status).length === 1 && !pidsOf(status).includes(last),
      20_000,
    );

    disk.free();
    const healed = await box.until(
      'the journal is written again',
      (_, { isWell, apps: [app] }) => isWell && app?.pools[0]?.workers.length === 1,
    );
    process.kill(healed.daemon.pid, 'SIGKILL');
    const after = await box.until('another daemon answers', (_, { daemon }) => daemon.pid !== healed.daemon.pid);
    expect(pidsOf(after)).toEqual(pidsOf(healed));
    await box.roll();
  },
);

test.skipIf(!isRoot)('a first start on a full disk is refused with a sentence', async () => {
  await using disk = await mountSmallDisk();
  await using box = await startBox({ ALLSWELL_HOME: join(disk.folder, 'home') });
  disk.fill();
  const up = await box.allswell(
    'up',
    '--detach',
    box.writeConfig({ ...quick, run: 'plain-http.cjs', listen: await freePort() }),
  );
  expect(up.code).toBe(1);
  expect(up.stderr).toMatch(/cannot be used\n.*ENOSPC/);
});
