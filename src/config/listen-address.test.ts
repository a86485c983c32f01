// Checks how `listen:` is read and written.
import { expect, test } from 'vitest';

import { formatListen, parseListen } from './listen-address.ts';

test.each([
  [3000, null, 3000, ':3000'],
  ['3000', null, 3000, ':3000'],
  [':3000', null, 3000, ':3000'],
  ['127.0.0.1:3000', '127.0.0.1', 3000, '127.0.0.1:3000'],
  ['0.0.0.0:80', '0.0.0.0', 80, '0.0.0.0:80'],
  ['[::1]:3000', '::1', 3000, '[::1]:3000'],
  ['[fe80::1%eth0]:3000', 'fe80::1%eth0', 3000, '[fe80::1%eth0]:3000'],
])('%s', (text, host, port, written) => {
  const read = parseListen(text);
  expect(read).toEqual({ ok: true, value: { host, port } });
  if (read.ok) expect(formatListen(read.value)).toBe(written);
});

test.each([
  ['localhost:3000', `'localhost' may be IPv4 or IPv6; write 127.0.0.1:3000 or "[::1]:3000"`],
  ['*:3000', "'*' is no address; write only the port, or 0.0.0.0 and the port"],
  ['example.com:3000', "'example.com' is no IP address; write e.g. 127.0.0.1:3000"],
  ['256.0.0.1:3000', "'256.0.0.1' is no IP address; write e.g. 127.0.0.1:3000"],
  ['[127.0.0.1]:3000', "'[127.0.0.1]' is no IP address; write e.g. 127.0.0.1:3000"],
  ['::1', `'::1' has no port; write e.g. 127.0.0.1:3000 or "[::1]:3000"`],
  ['127.0.0.1', `'127.0.0.1' has no port; write e.g. 127.0.0.1:3000 or "[::1]:3000"`],
  [0, '0 is no port; a port is 1 to 65535'],
  [70_000, '70000 is no port; a port is 1 to 65535'],
  ['/run/app.sock', "'/run/app.sock' is a path or a URL; write a port, e.g. 3000 or 127.0.0.1:3000"],
  ['auto', `'auto' is no address; write e.g. 3000, 127.0.0.1:3000 or "[::1]:3000"`],
])('%s is refused', (text, words) => {
  expect(parseListen(text)).toEqual({ ok: false, failure: words });
});
