// Runs the example shop under Allswell through an ordinary bad day, and measures it: `npm run demo`.
// Everything goes through the command line that users have; nothing is left behind unless `--stay`.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { parseDocument } from 'yaml';
import type { Receipt, Status } from '../protocol/control.ts';
import { percentile, PostLoad } from '../test/load/post-load.ts';

const CLIENTS = 20;
const ORDER = JSON.stringify({ customer: 'Ada', lines: [{ sku: 'teapot', quantity: 1 }] });
const root = join(import.meta.dirname, '..');
const shop = join(root, 'examples', 'shop');
const work = mkdtempSync(join(tmpdir(), 'allswell-demo-'));
const home = join(work, 'home');
const config = join(work, 'allswell.yaml');
const stays = process.argv.includes('--stay');
const problems: string[] = [];

const port = await freePort();
const url = `http://127.0.0.1:${port}`;

async function run(): Promise<void> {
  writeConfig({});
  title('The shop starts: two web workers, a queue worker, a scheduler');
  const up = await allswell('up', '--detach', config);
  if (up.code !== 0) throw new Error(`the shop did not start:\n${up.output}`);
  tell((await allswell('status')).output.trimEnd());

  title(`${CLIENTS} customers place orders, now and then resting for up to 1.5 s`);
  const load = new PostLoad({
    url: `${url}/orders`,
    clients: CLIENTS,
    body: ORDER,
    pauseShare: 0.1,
    pauseMsMax: 1500,
    thinkMs: 20,
    timeoutMs: 30_000,
  });
  await seconds(3);
  tell(measured(load));

  title('Three rolls under load');
  for (const time of [1, 2, 3]) {
    const failedBefore = load.count.failed;
    const roll = await allswell('roll', 'shop', '--json');
    const rolled = JSON.parse(roll.output) as {
      ok: boolean;
      generation: number;
      tookMs: number;
      receipt: Receipt;
      text?: string;
    };
    if (!rolled.ok) throw new Error(`roll ${time} failed: ${rolled.text}`);
    const { receipt } = rolled;
    tell(
      `roll ${time}: generation ${rolled.generation} took over in ${(rolled.tookMs / 1000).toFixed(1)} s; ` +
        `receipt: ${receipt.sent} sent, ${receipt.failed} failed, slowest ${receipt.slowestMs} ms; customers: ${load.count.failed - failedBefore} failed`,
    );
    expect(
      receipt.failed === 0 && load.count.failed === failedBefore,
      `roll ${time} dropped requests: ${JSON.stringify(load.count.failures)}`,
    );
  }

  title('One web worker is killed with SIGKILL');
  const lost = await killWorker(load);

  title('The daemon is killed with SIGKILL');
  await killDaemon(load);

  title('A release that does not boot');
  await refuseBrokenRelease(load);

  title('The day is over');
  const count = await load.stop();
  await queueIsEmpty();
  const audit = JSON.parse(
    (
      await shell(process.execPath, ['dist/audit.js'], {
        cwd: shop,
        env: { ...process.env, SHOP_DATA: join(work, 'data') },
      })
    ).output,
  ) as Audit;
  tell(
    `${count.ok} orders placed; ${count.failed} failed${lost > 0 ? `, ${lost} of them in hand at the worker that was killed` : ''}; median ${ms(percentile(count.latencies, 0.5))}, p99 ${ms(percentile(count.latencies, 0.99))}, slowest ${ms(Math.max(...count.latencies))}`,
  );
  tell(
    `${audit.packed} of ${audit.orders} orders packed, each exactly once: ${audit.cut} cut, ${audit.packedTwice} doubled`,
  );
  expect(audit.cut === 0 && audit.packedTwice === 0, 'jobs were cut or doubled');
  const status = await readStatus();
  expect(status.isWell, `not all is well: ${status.apps.flatMap((app) => app.concerns).join('; ')}`);
  tell((await allswell('status')).output.trimEnd());
}

interface Audit {
  orders: number;
  packed: number;
  cut: number;
  packedTwice: number;
  waiting: number;
}

async function killWorker(load: PostLoad): Promise<number> {
  const victim = (await readStatus()).apps[0]?.pools.find((pool) => pool.name === 'web')?.workers[0];
  if (!victim?.pid) throw new Error('no web worker to kill');
  const failedBefore = load.count.failed;
  const inHand = load.requestsInHand();
  process.kill(victim.pid, 'SIGKILL');
  const began = performance.now();
  await until(async () => (await webWorkers()).filter((worker) => worker.state === 'serving').length === 2);
  const lost = load.count.failed - failedBefore;
  tell(
    `its seat was filled again after ${((performance.now() - began) / 1000).toFixed(1)} s, the other worker served meanwhile; ` +
      `${lost} of ${inHand} requests in hand died with it, every later one was answered`,
  );
  expect(lost <= CLIENTS, 'more requests were lost than could be in hand');
  return lost;
}

async function killDaemon(load: PostLoad): Promise<void> {
  const before = await readStatus();
  const failedBefore = load.count.failed;
  process.kill(before.daemon.pid, 'SIGKILL');
  const began = performance.now();
  await until(async () => (await readStatus()).daemon.pid !== before.daemon.pid);
  const after = await readStatus();
  const kept = pids(before).filter((pid) => pids(after).includes(pid)).length;
  tell(
    `a new one knew everything after ${((performance.now() - began) / 1000).toFixed(1)} s; ${load.count.failed - failedBefore} requests failed, ` +
      `${kept} of ${pids(before).length} workers are the same processes`,
  );
  expect(load.count.failed === failedBefore && kept === pids(before).length, 'the death of the daemon was felt');
}

async function refuseBrokenRelease(load: PostLoad): Promise<void> {
  const before = await readStatus();
  const failedBefore = load.count.failed;
  writeConfig({ SHOP_BREAK: 'boot' });
  const roll = await allswell('roll', 'shop');
  writeConfig({});
  tell(
    `exit code ${roll.code}:\n${roll.output
      .split('\n')
      .filter((line) => !/^\d\d:\d\d:\d\d|measuring/.test(line))
      .join('\n')
      .trim()}`,
  );
  const after = await readStatus();
  const same = pids(before).every((pid) => pids(after).includes(pid));
  expect(roll.code === 1 && load.count.failed === failedBefore, 'a broken release was felt by customers');
  expect(same || after.apps[0]?.generation === before.apps[0]?.generation, 'the old generation was touched');
}

function writeConfig(extra: Record<string, string>): void {
  const document = parseDocument(readFileSync(join(shop, 'allswell.yaml'), 'utf8'));
  document.set('cwd', shop);
  // The machine's own Node may be too old for the shop's embedded database.
  document.set('node', process.execPath);
  document.setIn(['pools', 'web', 'listen'], `127.0.0.1:${port}`);
  document.setIn(['env', 'SHOP_DATA'], join(work, 'data'));
  document.setIn(['env', 'SHOP_JOB_MS'], '5');
  for (const [name, value] of Object.entries(extra)) document.setIn(['env', name], value);
  writeFileSync(config, document.toString());
}

async function queueIsEmpty(): Promise<void> {
  await until(async () => {
    const audit = await shell(process.execPath, ['dist/audit.js'], {
      cwd: shop,
      env: { ...process.env, SHOP_DATA: join(work, 'data') },
    });
    return (JSON.parse(audit.output) as Audit).waiting === 0;
  }, 60_000);
}

const webWorkers = async () => (await readStatus()).apps[0]?.pools.find((pool) => pool.name === 'web')?.workers ?? [];

const pids = (status: Status): number[] =>
  status.apps.flatMap((app) =>
    app.pools.flatMap((pool) =>
      pool.workers.flatMap((worker) => (worker.state === 'serving' && worker.pid ? [worker.pid] : [])),
    ),
  );

async function readStatus(): Promise<Status> {
  for (;;) {
    const { output } = await allswell('status', '--json');
    try {
      const status = JSON.parse(output) as Status;
      if (status.apps?.length > 0) return status;
    } catch {
      // The daemon is being replaced at this moment.
    }
    await seconds(0.02);
  }
}

const allswell = (...args: string[]) =>
  shell(join(root, 'bin', 'allswell'), args, { env: { ...process.env, ALLSWELL_HOME: home } });

async function shell(
  file: string,
  args: string[],
  options: { cwd?: string; env: NodeJS.ProcessEnv },
): Promise<{ code: number; output: string }> {
  const { promise, resolve } = Promise.withResolvers<{ code: number; output: string }>();
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += String(chunk)));
  if (!args.includes('--json')) child.stderr.on('data', (chunk: Buffer) => (output += String(chunk)));
  child.on('close', (code) => resolve({ code: code ?? 1, output }));
  return promise;
}

async function leave(code: number): Promise<never> {
  for (const problem of problems) console.log(styleText('red', `✗ ${problem}`));
  if (stays && code === 0) {
    console.log(
      `\nIt stays. Look at it with:\n  ALLSWELL_HOME=${home} bin/allswell status\nand take it down with:\n  ALLSWELL_HOME=${home} bin/allswell down`,
    );
    process.exit(0);
  }
  await allswell('down');
  if (code === 0) rmSync(work, { recursive: true, force: true });
  else console.log(`its logs and journal are kept in ${home}`);
  console.log(code === 0 ? styleText('green', "\nAll's well.") : styleText('red', '\nNot all was well.'));
  process.exit(code);
}

async function until(isReached: () => Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await isReached())) {
    if (performance.now() > end) throw new Error(`nothing came of it within ${timeoutMs / 1000} s`);
    await seconds(0.05);
  }
}

async function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = net.createServer().listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
  });
  return promise;
}

function expect(isTrue: boolean, otherwise: string): void {
  if (!isTrue) problems.push(otherwise);
}

const measured = (load: PostLoad): string =>
  `${load.count.ok} orders so far, ${load.count.failed} failed, median ${ms(percentile(load.count.latencies, 0.5))}`;
const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const seconds = (count: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, count * 1000));
const title = (text: string): void => console.log(`\n${styleText('bold', text)}`);
const tell = (text: string): void =>
  console.log(
    text
      .split('\n')
      .map((line) => `  ${line}`)
      .join('\n'),
  );

process.on('SIGINT', () => void leave(130));

try {
  await run();
} catch (error) {
  problems.push((error as Error).message);
}
await leave(problems.length > 0 ? 1 : 0);
