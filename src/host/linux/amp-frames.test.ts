// Shows that PM2's messages survive packing, cutting and garbage.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packMessage, unpackMessage } from './amp-frames.ts';

test('what is packed comes out again, and what follows is left', () => {
  const bytes = Buffer.concat([packMessage([{ type: 'call' }, '1:0']), Buffer.from('more')]);
  expect(unpackMessage(bytes)).toEqual({
    kind: 'message',
    parts: [{ type: 'call' }, '1:0'],
    rest: Buffer.from('more'),
  });
});

test('a part of a message is incomplete', () => {
  const bytes = packMessage([{ a: 'b' }, 'x']);
  for (let length = 0; length < bytes.length; length += 1)
    expect(unpackMessage(bytes.subarray(0, length)).kind).toBe('incomplete');
});

test('no bytes break it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      unpackMessage(Buffer.from(bytes));
    }),
  );
});
