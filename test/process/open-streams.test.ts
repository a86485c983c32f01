// Hard moment 9: WebSockets and event streams have no end of their own; they are closed at the deadline, and counted.
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noticesOf } from './events.ts';
import { apps, freePort, quick, startBox, workersOf } from './rig.ts';

const frameworks = join(apps, 'frameworks');

interface WebSocketLike {
  on(event: 'open' | 'error', hear: (error?: Error) => void): void;
  on(event: 'close', hear: (code: number) => void): void;
  on(event: 'message', hear: (data: Buffer) => void): void;
  send(text: string): void;
}
const { WebSocket } = createRequire(join(frameworks, 'package.json'))('ws') as {
  WebSocket: new (url: string) => WebSocketLike;
};

/** Opens a WebSocket, has one word echoed, and gives the code that it is closed with later. */
async function openWebSocket(port: number): Promise<{ closed: Promise<number>; isEchoing: () => Promise<boolean> }> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
  const opened = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<number>();
  socket.on('open', () => opened.resolve());
  socket.on('error', (error) => opened.reject(error));
  socket.on('close', (code) => closed.resolve(code));
  await opened.promise;
  const isEchoing = async (): Promise<boolean> => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    socket.on('message', (data) => resolve(String(data) === 'hello'));
    socket.send('hello');
    return promise;
  };
  expect(await isEchoing()).toBe(true);
  return { closed: closed.promise, isEchoing };
}

test('open WebSockets work on until the drain’s deadline, are closed with 1012 then, and are counted', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, drain: '2s', cwd: frameworks, run: 'ws-echo.cjs', listen: `127.0.0.1:${port}` });
  const sockets = await Promise.all([openWebSocket(port), openWebSocket(port)]);
  const roll = box.allswell('roll');
  const draining = await box.until('the old one drains', (_, status) =>
    workersOf(status).some(({ state }) => state === 'draining'),
  );
  expect(workersOf(draining).find(({ state }) => state === 'draining')?.note).toMatch(/connections open, at most/);
  expect(await sockets[0]?.isEchoing()).toBe(true);
  expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([1012, 1012]);
  expect((await roll).code).toBe(0);
  expect(await noticesOf(box, 'connections-cut')).toMatchObject([{ webSockets: 2, streams: 0, idle: 0 }]);
  expect((await box.allswell('events')).stdout).toContain(
    'web.1 ended its drain with 2 open WebSockets, closed with 1012',
  );
});

test('an event stream goes on until the drain’s deadline, is ended then, and is counted', async () => {
  await using box = await startBox();
  const port = await freePort();
  await box.serve({ ...quick, drain: '2s', run: 'sse.cjs', listen: port });
  let events = 0;
  const ended = Promise.withResolvers<void>();
  request({ port, host: '127.0.0.1', path: '/events', agent: false }, (response) => {
    response.on('data', () => (events += 1));
    response.on('close', () => ended.resolve());
    response.on('error', () => {});
  }).end();
  await box.until('events arrive', () => events > 1);
  const roll = box.allswell('roll');
  await box.until('the old one drains', (_, status) => workersOf(status).some(({ state }) => state === 'draining'));
  const before = events;
  await box.until('events still arrive', () => events > before);
  await ended.promise;
  expect((await roll).code).toBe(0);
  expect(await noticesOf(box, 'connections-cut')).toMatchObject([{ webSockets: 0, streams: 1, idle: 0 }]);
});
