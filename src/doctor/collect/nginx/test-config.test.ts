// Shows what is made of the words of `nginx -t`.
import { expect, test } from 'vitest';
import { readTestOutput } from './test-config.ts';

test.each([
  [
    'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\n2026/11/20 15:22:42 [emerg] 155#155: open() "/run/nginx.pid" failed (13: Permission denied)\n',
    null,
  ],
  [
    'nginx: [emerg] cannot load certificate key "/etc/ssl/a.key": BIO_new_file() failed (SSL: error:8000000D:system library::Permission denied:calling fopen(/etc/ssl/a.key, r))\n',
    null,
  ],
  [
    'nginx: [emerg] unknown directive "sever" in /etc/nginx/sites-enabled/shop:3\n',
    { text: 'unknown directive "sever"', place: { file: '/etc/nginx/sites-enabled/shop', line: 3 } },
  ],
  [
    '2026/11/20 15:22:42 [emerg] 9#9: cannot load certificate "/etc/ssl/a.pem": BIO_new_file() failed (SSL: error:80000002:system library::No such file or directory:calling fopen(/etc/ssl/a.pem, r) error:10000080:BIO routines::no such file)\n',
    { text: expect.stringContaining('cannot load certificate "/etc/ssl/a.pem"'), place: null },
  ],
  ['', null],
])('%j', (output, problem) => {
  expect(readTestOutput(output)).toEqual(problem);
});
