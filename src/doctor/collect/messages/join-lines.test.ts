// Shows which lines become one record: stacks, Node's report of a death, Nest's advice; and which stay apart.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineJoiner } from './join-lines.ts';
import { readStamp } from './read-stamp.ts';
import { WallClock } from './wall-clock.ts';

const clock = new WallClock('UTC');

function join(text: string): string[] {
  const records: string[] = [];
  const joiner = new LineJoiner((record) => records.push(record.text));
  for (const [index, line] of text.split('\n').entries())
    joiner.push(line, readStamp(line, clock, Date.parse('2026-11-20T18:00:00Z')), index, index);
  joiner.flush();
  return records;
}

const DEATH = `node:internal/modules/cjs/loader:1210
  throw err;
  ^

Error: Cannot find module 'nestjs-queue'
Require stack:
- /srv/shop/dist/main.js
    at Module._resolveFilename (node:internal/modules/cjs/loader:1207:15)
    at require (node:internal/modules/helpers:182:18) {
  code: 'MODULE_NOT_FOUND',
  requireStack: [ '/srv/shop/dist/main.js' ]
}

Node.js v20.20.2`;

test("Node's report of a death is one record, and the next one another", () => {
  expect(join(`${DEATH}\n${DEATH}\nListening on 3000`)).toEqual([DEATH, DEATH, 'Listening on 3000']);
});

test('an old Node gives no version at the end; what a new start prints does not belong to the death before', () => {
  const old = DEATH.replace(/\n\nNode.*/, '');
  expect(join(`${old}\nListening on 3000\n${old}`)).toEqual([old, 'Listening on 3000', old]);
});

test('Emitted and its stack belong to the error', () => {
  const text = `node:events:502
      throw er; // Unhandled 'error' event
      ^

Error: connect ECONNREFUSED 127.0.0.1:5432
    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)
Emitted 'error' event on Socket instance at:
    at emitErrorNT (node:internal/streams/destroy:169:8) {
  code: 'ECONNREFUSED'
}

Node.js v20.20.2`;
  expect(join(text)).toEqual([text]);
});

test('lines with a stamp of their own are records of their own, with what is indented below', () => {
  expect(
    join(`[Nest] 812  - 11/20/2026, 3:01:53 PM   ERROR [ExceptionHandler] Nest can't resolve dependencies of the A (?). Please make sure

Potential solutions:
- Is X a valid NestJS module?
- If Y is a provider, is it part of the current X?
  @Module({
    imports: [ /* the Module containing Y */ ]
  })

For more common dependency resolution issues, see: https://docs.nestjs.com/faq/common-errors
    at Injector.lookup (/srv/shop/node_modules/@nestjs/core/injector/injector.js:388:19) {
  type: 'A'
}
[Nest] 813  - 11/20/2026, 3:01:55 PM     LOG [NestFactory] Starting Nest application...
[Nest] 813  - 11/20/2026, 3:01:55 PM     LOG [InstanceLoader] AppModule dependencies initialized`).map(
      (one) => one.split('\n').length,
    ),
  ).toEqual([13, 1, 1]);
});

test('the stack that Nest 8 to 10 prints apart belongs to its message', () => {
  expect(
    join(`[Nest] 812  - 11/20/2026, 3:01:53 PM   ERROR [ExceptionHandler] DATABASE_URL is not set

Error: DATABASE_URL is not set
    at main (/srv/shop/dist/main.js:8:1)`),
  ).toHaveLength(1);
});

test('with a stamp before every line a stack is still one record', () => {
  expect(
    join(`2026-11-20T15:00:00: Error: boom
2026-11-20T15:00:00:     at f (/srv/shop/dist/main.js:1:1)
2026-11-20T15:00:00:   code: 'X'
2026-11-20T15:00:01: up again`),
  ).toEqual(["Error: boom\n    at f (/srv/shop/dist/main.js:1:1)\n  code: 'X'", 'up again']);
});

test('JSON lines stay apart; npm speaks in blocks', () => {
  expect(join('{"msg":"a"}\n{"msg":"b"}\nnpm error code E404\nnpm error path /srv\nplain')).toEqual([
    '{"msg":"a"}',
    '{"msg":"b"}',
    'npm error code E404\nnpm error path /srv',
    'plain',
  ]);
});

test('nothing hangs and nothing is lost without bound, whatever comes', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string({ maxLength: 60 }),
          fc.constantFrom('', '  at x', '/a/b.js:1', '}', 'Node.js v20', 'Error: x'),
        ),
        { maxLength: 300 },
      ),
      (lines) => {
        for (const record of join(lines.join('\n'))) expect(record.split('\n').length).toBeLessThan(200);
      },
    ),
  );
  expect(join(`Error\n${'    at x\n'.repeat(100_000)}`)[0]?.length).toBeLessThan(20_000);
});
