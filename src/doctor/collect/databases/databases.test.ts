// Shows how PostgreSQL, MySQL and Redis are understood, word by word and over real sockets, and that a silent one costs seconds only.
import net from 'node:net';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { FactValues } from '../../facts/index.ts';
import type { Look } from '../collector.ts';
import { databasesCollector } from './databases-collector.ts';
import { findServers } from './find-servers.ts';
import { parseUnits } from './find-units.ts';
import { groupSessions, type Session } from './group-sessions.ts';
import { isWholePacket, parseHandshake, parseTables } from './parse-mysql.ts';
import { isWholeGreeting, parseGreeting, parseNumbers, startupMessage } from './parse-postgres.ts';
import { numbersOfInfo, parseClients, parseInfo, queueOfClient } from './parse-redis.ts';
import { readReplies, RedisError, writeCommands } from './parse-resp.ts';
import { type Ask, readQueues } from './read-queues.ts';

const postgresError = (state: string, message: string): Buffer => {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${state}\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
};

describe('PostgreSQL', () => {
  test.each([
    ['53300', 'sorry, too many clients already', { answers: false, trouble: 'too-many' }],
    ['57P03', 'the database system is starting up', { answers: false, trouble: 'starting' }],
    ['28000', 'no pg_hba.conf entry for host "127.0.0.1"', { answers: true, trouble: null }],
  ])('says %s: %s', (state, message, told) => {
    const answer = postgresError(state, message);
    expect(isWholeGreeting(answer)).toBe(true);
    expect(isWholeGreeting(answer.subarray(0, -1))).toBe(false);
    expect(parseGreeting(answer)).toMatchObject({ ...told, problem: `FATAL: ${message}` });
  });

  test('asks for a password: it is well', () => {
    expect(parseGreeting(Buffer.from('R\0\0\0\u0017\0\0\0\nSCRAM-SHA-256\0\0', 'latin1'))).toMatchObject({
      answers: true,
    });
    expect(parseGreeting(Buffer.from('HTTP/1.1 400 Bad Request'))).toMatchObject({
      answers: false,
      trouble: 'unreadable',
    });
    expect(startupMessage('postgres', 'postgres').readInt32BE(4)).toBe(196_608);
  });

  test('tells its sessions', () => {
    const session = { host: '127.0.0.1', port: 41_234, app: 'shop', user: 'shop', database: 'shop', seconds: 90 };
    const told = parseNumbers(
      JSON.stringify({
        version: '15.6',
        max: 100,
        reserved: 3,
        isReplica: false,
        idleTimeoutMs: 60_000,
        folder: '/var/lib/postgresql/15/main',
        limits: [{ user: 'shop', max: 20 }],
        sessions: [
          { ...session, state: 'idle in transaction', transaction: 95, waits: false },
          { ...session, port: -1, host: null, state: 'active', transaction: 4, waits: true },
        ],
      }),
    );
    expect(told?.fact).toMatchObject({
      usedConnections: 2,
      idleInTransaction: 1,
      longestTransactionSeconds: 95,
      waitingForLock: 1,
      idleTransactionTimeoutSeconds: 60,
      accountLimits: [{ user: 'shop', max: 20, used: 2 }],
    });
    expect(
      groupSessions(told?.sessions ?? [], (port) => (port === 41_234 ? '7@1' : null)).map(({ holder, state }) => [
        holder,
        state,
      ]),
    ).toEqual([
      ['7@1', 'idle in transaction'],
      [null, 'active'],
    ]);
    expect(parseNumbers('psql: error')).toBeNull();
  });
});

describe('MySQL', () => {
  const packet = (payload: Buffer): Buffer => Buffer.concat([Buffer.from([payload.length, 0, 0, 0]), payload]);

  test('greets, or refuses', () => {
    const greeting = packet(Buffer.concat([Buffer.from([10]), Buffer.from('5.5.5-10.11.6-MariaDB\0rest')]));
    expect(isWholePacket(greeting)).toBe(true);
    expect(parseHandshake(greeting)).toMatchObject({ answers: true, version: '10.11.6-MariaDB' });
    const full = packet(Buffer.concat([Buffer.from([0xff, 0x10, 0x04]), Buffer.from('Too many connections')]));
    expect(parseHandshake(full)).toMatchObject({
      answers: false,
      trouble: 'too-many',
      problem: '1040: Too many connections',
    });
  });

  test('tells its sessions in tables', () => {
    const output = [
      'variable\tmax_connections\t151',
      'variable\tmax_user_connections\t15',
      'variable\tversion\t8.0.36',
      'status\tThreads_connected\t4',
      'status\tConnection_errors_max_connections\t12',
      'session\tshop\t127.0.0.1:41234\tshop\tSleep\t90',
      'session\tshop\tlocalhost\tshop\tQuery\t0',
      'transaction\t75\tRUNNING',
      'transaction\t12\tLOCK WAIT',
    ].join('\n');
    const told = parseTables(output);
    expect(told?.fact).toMatchObject({
      maxConnections: 151,
      usedConnections: 4,
      turnedAway: 12,
      longestTransactionSeconds: 75,
      waitingForLock: 1,
    });
    expect(told?.fact.accountLimits).toEqual([{ user: 'shop', max: 15, used: 2 }]);
    expect(told?.sessions.map(({ port, state }) => [port, state])).toEqual([
      [41_234, 'Sleep'],
      [null, 'Query'],
    ]);
    expect(parseTables('ERROR 1045')).toBeNull();
  });
});

describe('Redis', () => {
  test('speaks RESP', () => {
    expect(writeCommands([['GET', 'ä']]).toString()).toBe('*2\r\n$3\r\nGET\r\n$2\r\nä\r\n');
    const replies = readReplies(
      Buffer.from('+OK\r\n:7\r\n$-1\r\n*2\r\n$1\r\na\r\n*0\r\n-ERR max number of clients reached\r\n$5\r\ncut'),
    );
    expect(replies).toEqual(['OK', 7, null, ['a', []], new RedisError('ERR max number of clients reached')]);
  });

  test('tells memory, clients and what it could not write', () => {
    const info = parseInfo(
      '# Server\r\nredis_version:7.0.15\r\nused_memory:900\r\nmaxmemory:1000\r\nmaxmemory_policy:noeviction\r\nrdb_last_bgsave_status:err\r\nconnected_clients:3\r\nrole:master\r\n',
    );
    expect(numbersOfInfo(info, 10)).toMatchObject({
      version: '7.0.15',
      memoryUsedBytes: 900,
      memoryMaxBytes: 1000,
      lastSaveFailed: true,
      maxConnections: 10,
      isReadOnly: false,
    });
    const clients = parseClients(
      'id=1 addr=127.0.0.1:41234 laddr=127.0.0.1:6379 name=bull:bWFpbA== age=5 flags=b db=0 user=default cmd=bzpopmin\nid=2 addr=[::1]:41235 name= age=6 flags=N db=0 cmd=client|list\nid=3 addr=/run/redis.sock:0 name= age=7 flags=N db=0 cmd=get',
    );
    expect(clients.map(({ port, app, state }) => [port, app, state])).toEqual([
      [41_234, 'bull:mail', 'blocked'],
      [null, null, 'normal'],
    ]);
    expect(queueOfClient('bull:bWFpbA==:w:one')).toEqual({ prefix: 'bull', queue: 'mail' });
    expect(queueOfClient('ioredis')).toBeNull();
  });

  test('keeps queues, whose oldest job tells how long they wait', async () => {
    const ask: Ask = async (commands) =>
      commands.map(([command, key = '']) => {
        if (command === 'SCAN') return ['0', key === '0' ? ['bull:mail:meta'] : []];
        if (command === 'LLEN') return key.endsWith(':wait') ? 2 : 0;
        if (command === 'ZCARD') return key.endsWith(':completed') ? 7 : 0;
        if (command === 'LINDEX') return '41';
        if (command === 'HGET') return '1795189317811';
        return 0;
      });
    expect(await readQueues(ask, ['bull:bWFpbA=='], 1_795_189_377_811)).toEqual([
      {
        name: 'mail',
        waiting: 2,
        active: 0,
        failed: 0,
        delayed: 0,
        completed: 7,
        stalled: 0,
        oldestWaitingSeconds: 60,
        workers: 1,
        isPaused: false,
      },
    ]);
  });
});

test('units are read in the order in which they were asked for', () => {
  const output =
    'Id=postgresql@15-main.service\nLoadState=loaded\nActiveState=failed\nResult=exit-code\nStateChangeTimestamp=Fri 2026-11-20 16:20:48 UTC\n\nId=postgresql.service\nLoadState=not-found\nActiveState=inactive\nResult=success\nStateChangeTimestamp=\n';
  expect(parseUnits(output)).toEqual([
    {
      isLoaded: true,
      unit: {
        name: 'postgresql@15-main.service',
        activeState: 'failed',
        result: 'exit-code',
        since: '2026-11-20T16:20:48.000Z',
      },
    },
    { isLoaded: false, unit: { name: 'postgresql.service', activeState: 'inactive', result: 'success', since: null } },
  ]);
});

const servers: net.Server[] = [];
afterAll(() => servers.forEach((server) => server.close()));

/** A server on a port of its own, which says the same to everybody; null: it says nothing. */
async function speak(words: Buffer | null): Promise<number> {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    if (words !== null) socket.end(words);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as net.AddressInfo).port;
}

function lookWith(facts: Partial<FactValues>): Look {
  return {
    since: 0,
    now: Date.now(),
    isRoot: false,
    run: async () => ({ status: null, stdout: '', stderr: '', trouble: 'absent' }),
    find: (id) => (facts[id] as never) ?? null,
  };
}

const listens = (port: number): Partial<FactValues> => ({
  processes: [{ pid: 1, start: 1, comm: 'redis-server', uid: 1, unit: null } as FactValues['processes'][number]],
  'sockets.listening': [
    {
      kind: 'tcp',
      host: '127.0.0.1',
      port,
      path: null,
      inode: '1',
      holders: ['1@1'],
      queued: 0,
      backlog: 1,
      file: null,
    },
  ],
});

test('a server that is full says so to us too', async () => {
  const port = await speak(Buffer.from('-ERR max number of clients reached\r\n'));
  const { databases } = await databasesCollector.collect(lookWith(listens(port)));
  expect(databases).toMatchObject({
    state: 'known',
    value: [{ kind: 'redis', port, answers: false, trouble: 'too-many' }],
  });
});

test('a server that accepts and never answers costs its time limit, and is told', async () => {
  const port = await speak(null);
  const began = performance.now();
  const { databases } = await databasesCollector.collect(lookWith(listens(port)));
  expect(performance.now() - began).toBeLessThan(4000);
  expect(databases).toMatchObject({
    state: 'known',
    value: [{ trouble: 'timed-out', problem: 'it accepted, and said nothing' }],
  });
});

test('who was refused tells of a server that should be there', () => {
  const refused = {
    kind: 'node-connect-refused',
    data: { host: '10.0.0.7', port: '5432' },
  } as unknown as FactValues['messages'][number];
  expect(findServers(lookWith({ messages: [refused] }))).toEqual([
    { kind: 'postgres', host: '10.0.0.7', port: 5432, socket: null, process: null },
  ]);
});

test('no answer makes a parser throw', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
    fc.stringMatching(/^[*$+:-][\d\r\n$*+a-z-]*$/).map((text) => Buffer.from(text)),
  );
  fc.assert(
    fc.property(bytes, (answer) => {
      readReplies(answer);
      parseGreeting(answer);
      parseHandshake(answer);
      const text = answer.toString('latin1');
      parseNumbers(text);
      parseTables(text);
      parseInfo(text);
      parseClients(text);
      parseUnits(text);
      queueOfClient(text);
      groupSessions(parseClients(text) satisfies Session[], () => null);
    }),
  );
});
