// Shows what a new daemon makes of a state that it read back.
import { describe, expect, test } from 'vitest';
import { playEvents } from '../../test/scenarios/run-scenario.ts';

const served = playEvents(`
0 roll-asked 1 web:web*2
2 socket-opened 127.0.0.1:3000
10 worker-spawned web.1#1 101
10 worker-spawned web.2#2 102
500 worker-ready web.1#1 health
500 worker-ready web.2#2 health
501 worker-serving web.1#1
501 worker-serving web.2#2
`).app;

const resumedWith = (line: string, app = served) => playEvents(line, app);

describe('a new daemon', () => {
  test('gives no worker a number that the keeper knows already', () => {
    const { commands } = resumedWith(
      '900 daemon-resumed present web.1#1 web.9#41 sockets 127.0.0.1:3000 stand-ins none',
    );
    expect(commands).toContain('spawn web.2#42 generation 1 on 127.0.0.1:3000');
  });

  test('lets the stand-in of a pool go that nobody knows any more', () => {
    const { commands } = resumedWith('900 daemon-resumed present web.1#1 web.2#2 sockets 127.0.0.1:3000 stand-ins api');
    expect(commands).toEqual(['close stand-in of api']);
  });

  test('closes a socket that nobody wants', () => {
    const { commands } = resumedWith(
      '900 daemon-resumed present web.1#1 web.2#2 sockets 127.0.0.1:3000 [::1]:9 stand-ins none',
    );
    expect(commands).toEqual(['close [::1]:9']);
  });

  test('starts nobody before a lost socket is open again', () => {
    const { app, commands } = resumedWith('900 daemon-resumed present none sockets none stand-ins none');
    expect(commands.filter((command) => !command.startsWith('tell'))).toEqual(['open 127.0.0.1:3000']);
    expect(resumedWith('905 socket-opened 127.0.0.1:3000', app).commands).toHaveLength(2);
  });

  test('waits for no instant of the clock before a reboot', () => {
    const resting = playEvents(
      `
      900000 worker-exited web.1#1 code 1
      900100 worker-exited web.1#3 code 1
      900100 worker-exited web.2#2 code 1
      900200 worker-exited web.2#4 code 1`,
      served,
    ).app;
    const { app } = resumedWith('3000 daemon-resumed present none sockets none stand-ins none', resting);
    const [pool] = app.pools;
    expect(pool?.deaths).toEqual([]);
    expect(pool?.unservedSince).toBe(3000);
    for (const worker of pool?.workers ?? []) expect(worker).toMatchObject({ state: 'waiting', until: 33_000 });
  });
});
