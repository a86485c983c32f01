// Shows how access logs are read: nginx's own format, custom ones, JSON; and how answers are counted.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeAccessReader } from './access-format.ts';
import { MinuteCounter } from './count-minutes.ts';

const LINE = '10.0.0.7 - - [20/Nov/2026:15:22:42 +0100] "GET /api/orders?token=x HTTP/1.1" 502 157 "-" "curl/8"';

describe('an access log', () => {
  test('in the combined format is read', () => {
    expect(makeAccessReader(null)(LINE)).toMatchObject({
      at: Date.UTC(2026, 10, 20, 14, 22, 42),
      status: 502,
      method: 'GET',
      url: '/api/orders?token=x',
      bytes: 157,
    });
  });

  test('in a format of its own is read by that', () => {
    const read = makeAccessReader(
      '$host $remote_addr [$time_local] "$request" $status rt=$request_time ua="$http_user_agent"',
    );
    const line = 'shop.example 10.0.0.7 [20/Nov/2026:15:22:42 +0000] "POST /x HTTP/2.0" 201 rt=1.250 ua="a \\"b\\" c"';
    expect(read(line)).toMatchObject({
      site: 'shop.example',
      status: 201,
      tookMs: 1250,
      method: 'POST',
      agent: 'a \\"b\\" c',
    });
    expect(read(LINE)).toMatchObject({ status: 502 });
  });

  test('as JSON is read', () => {
    const read = makeAccessReader(
      '{"time":"$time_iso8601","status":$status,"uri":"$request_uri","method":"$request_method","took":$request_time}',
    );
    expect(
      read('{"time":"2026-11-20T15:22:42+00:00","status":504,"uri":"/a","method":"GET","took":60.001}'),
    ).toMatchObject({
      at: Date.UTC(2026, 10, 20, 15, 22, 42),
      status: 504,
      url: '/a',
      tookMs: 60_001,
    });
  });

  test('of garbage gives nothing', () => {
    const readers = [makeAccessReader(null), makeAccessReader('$status$msec"$request"(['), makeAccessReader('')];
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => readers.forEach((read) => read(text))));
    expect(readers[0]?.('')).toBeNull();
  });
});

describe('minutes', () => {
  const line = {
    at: Date.UTC(2026, 10, 20, 15, 22, 42),
    status: 200,
    tookMs: 3,
    method: 'GET',
    url: '/',
    site: null,
    bytes: 10,
    agent: 'x',
  };

  test('count answers, without ours', () => {
    const counter = new MinuteCounter(['nginx/1.22.1']);
    counter.add(line, 'a');
    counter.add({ ...line, status: 502, url: '/orders/77?x=y', tookMs: 9 }, 'a');
    counter.add({ ...line, status: 400, url: '/socket.io/?EIO=4&transport=websocket' }, 'a');
    counter.add({ ...line, status: 400, bytes: 233 }, 'a');
    counter.add({ ...line, status: 502, agent: 'allswell-doctor/1' }, 'a');
    expect(counter.list()).toEqual([
      {
        site: 'a',
        minute: '2026-11-20T15:22:00.000Z',
        total: 4,
        status5xx: 1,
        status499: 0,
        status4xx: 2,
        slowestMs: 9,
        byStatus: { 400: 2, 502: 1 },
        example: 'GET /orders/:id',
        headersRefused: 1,
        websocketsRefused: 1,
      },
    ]);
  });
});
