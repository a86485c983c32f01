// Starts the built shop's processes on a folder of their own, and ends them with the test.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export async function startShop(test, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'shop-'));
  const url = `http://127.0.0.1:${await freePort()}`;
  const running = new Set();
  test.after(async () => {
    for (const child of running) child.kill('SIGKILL');
    await Promise.all([...running].map((child) => child.ended));
    rmSync(folder, { recursive: true });
  });

  function start(script) {
    const child = spawn(process.execPath, [join(root, 'dist', script)], {
      env: { PATH: process.env.PATH, PORT: new URL(url).port, SHOP_DATA: folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (child.output += text));
    running.add(child);
    child.ended = once(child, 'close').then(([code, signal]) => {
      running.delete(child);
      return { code, signal };
    });
    return child;
  }

  async function order() {
    const response = await fetch(`${url}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ customer: 'Test', lines: [{ sku: 'assam', quantity: 2 }] }),
    });
    if (response.status !== 201) throw new Error(`POST /orders answered ${response.status}`);
    return response.json();
  }

  function rows(sql) {
    const file = new DatabaseSync(join(folder, 'shop.sqlite'), { readOnly: true });
    try {
      return file.prepare(sql).all();
    } finally {
      file.close();
    }
  }

  const get = (path) => fetch(url + path).catch(() => undefined);
  return { start, order, rows, get, isUp: async () => (await get('/health'))?.ok };
}

export async function until(what, isTrue, withinMs = 10_000) {
  const deadline = Date.now() + withinMs;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await sleep(20);
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
