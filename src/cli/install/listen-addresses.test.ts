// Which of the addresses that apps listen on stand in the socket unit.
import { expect, test } from 'vitest';
import { hostsOf, listenAddresses } from './listen-addresses.ts';

test('names become numbers, doubles go, and the order does not depend on the apps’ order', () => {
  const numbers = new Map([['localhost', '127.0.0.1']]);
  const listen = ['localhost:4000', '[::]:3000', '127.0.0.1:4000', '127.0.0.1:3000'];
  const wanted = [
    { host: '127.0.0.1', port: 3000 },
    { host: '::', port: 3000 },
    { host: '127.0.0.1', port: 4000 },
  ];
  expect(listenAddresses(listen, numbers)).toEqual(wanted);
  expect(listenAddresses(listen.toReversed(), numbers)).toEqual(wanted);
  expect(hostsOf(listen)).toEqual(['localhost', '::', '127.0.0.1']);
});
