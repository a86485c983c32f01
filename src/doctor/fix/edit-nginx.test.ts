// Shows that edits of nginx's configuration touch the block they mean and nothing else.
import { expect, test } from 'vitest';
import { replaceOnLine, setInBlock } from './edit-nginx.ts';

const SITE = `upstream shop {
    server 127.0.0.1:3001; # was 3000
}
server {
    listen 80;
    location / {
        client_max_body_size 1m;
        proxy_pass http://shop;
    }
    location = /upload { client_max_body_size 9m; }
}
`;

test('an address is changed on its line only', () => {
  expect(replaceOnLine(SITE, 2, '127.0.0.1:3001', '127.0.0.1:3000')).toBe(SITE.replace('3001', '3000'));
  expect(replaceOnLine(SITE, 3, '127.0.0.1:3001', '127.0.0.1:3000')).toBeNull();
  expect(replaceOnLine(SITE, 99, 'x', 'y')).toBeNull();
});

test('a directive that is in the block is replaced, one that is only deeper is not', () => {
  expect(setInBlock(SITE, 6, { client_max_body_size: '8m' })).toBe(
    SITE.replace('client_max_body_size 1m', 'client_max_body_size 8m'),
  );
  expect(setInBlock(SITE, 4, { client_max_body_size: '8m' })).toBe(
    SITE.replace('server {\n    listen', 'server {\n    client_max_body_size 8m;\n    listen'),
  );
});

test('headers are told apart by their name', () => {
  const once = setInBlock(SITE, 6, {
    'proxy_set_header Upgrade': '$http_upgrade',
    'proxy_set_header Connection': '"upgrade"',
  });
  expect(once).toContain(
    '        proxy_set_header Upgrade $http_upgrade;\n        proxy_set_header Connection "upgrade";\n',
  );
  expect(setInBlock(once ?? '', 6, { 'proxy_set_header Connection': '""' })).toContain(
    'proxy_set_header Upgrade $http_upgrade;\n        proxy_set_header Connection "";\n',
  );
});

test('a line that begins no block is refused', () => {
  expect(setInBlock(SITE, 2, { a: 'b' })).toBeNull();
  expect(setInBlock('', 1, { a: 'b' })).toBeNull();
});
