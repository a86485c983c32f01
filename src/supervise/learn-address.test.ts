// Shows what becomes of an app that asks for addresses nobody told us.
import { expect, test } from 'vitest';
import { playEvents } from '../../test/scenarios/run-scenario.ts';

const scout = playEvents('0 roll-asked 1 web:web*1,listen=?\n1 listen-asked web.1#1 0.0.0.0:3000').app;
const second = playEvents('2 socket-opened 0.0.0.0:3000', scout).app;

test('a second port of the same app is learned the same way', () => {
  const { commands } = playEvents('3 listen-asked web.1#2 0.0.0.0:3001\n4 socket-opened 0.0.0.0:3001', second);
  expect(commands).toContain('spawn web.1#3 generation 1 on 0.0.0.0:3000 0.0.0.0:3001');
});

test('an app that asks for ever other ports is not started for ever', () => {
  let app = second;
  for (let port = 3001; port < 3020; port += 1) {
    const asker = app.pools[0]?.workers.findLast((worker) => worker.state === 'starting')?.id;
    if (asker)
      app = playEvents(`${port} listen-asked ${asker} 0.0.0.0:${port}\n${port} socket-opened 0.0.0.0:${port}`, app).app;
  }
  expect(app.pools[0]?.learned).toHaveLength(4);
  expect(app.workersEver).toBeLessThan(7);
});

test('a worker that leaves with a failed roll teaches nothing', () => {
  const { app } = playEvents('3 roll-cancelled\n4 listen-asked web.1#2 0.0.0.0:9999', second);
  expect(app.pools.flatMap((pool) => pool.learned)).toEqual([]);
});

test('an address that the settled release no longer takes is forgotten, and closed when nobody holds it', () => {
  const { app } = playEvents(
    `3 worker-listens web.1#2 0.0.0.0:3000
4 worker-ready web.1#2 listening
5 worker-serving web.1#2
10 roll-asked 2 web:web*1,listen=?
11 listen-asked web.1#3 0.0.0.0:4000
12 socket-opened 0.0.0.0:4000
13 worker-listens web.1#4 0.0.0.0:4000
14 worker-ready web.1#4 listening
15 worker-serving web.1#4`,
    second,
  );
  expect(app.pools[0]?.learned).toEqual([{ host: '0.0.0.0', port: 4000 }]);
});
