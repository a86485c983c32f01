// Shows what is understood of the words of Node, Nest, npm, shells and configuration: real output of Node 16 to 24, Nest 7 to 12.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeBooks } from './patterns.ts';

const book = makeBooks()('app');
const find = (record: string): Record<string, Record<string, string>> =>
  Object.fromEntries(book.match(record).map(({ kind, data }) => [kind, data]));

const death = (head: string, error: string): string => `${head}\n  throw err;\n  ^\n\n${error}\n\nNode.js v20.20.2`;
const LOADER = 'node:internal/modules/cjs/loader:1210';

test.each([
  ['Error: listen EADDRINUSE: address already in use :::3000', 'node-address-in-use', { host: '::', port: '3000' }],
  ['Error: listen EADDRINUSE :::8000', 'node-address-in-use', { host: '::', port: '8000' }],
  [
    'Error: listen EADDRINUSE: address already in use /run/shop.sock',
    'node-address-in-use',
    { path: '/run/shop.sock' },
  ],
  ['Error: listen EACCES: permission denied 0.0.0.0:80', 'node-address-denied', { host: '0.0.0.0', port: '80' }],
  ['Error: connect ECONNREFUSED ::1:3306', 'node-connect-refused', { host: '::1', port: '3306' }],
  ['Error: connect ENOENT /run/redis/redis.sock', 'node-connect-refused', { path: '/run/redis/redis.sock' }],
  ['Error: getaddrinfo EAI_AGAIN db.internal', 'node-dns-temporary', { host: 'db.internal' }],
  ['Error: getaddrinfo ENOTFOUND db.internal', 'node-dns-failed', { host: 'db.internal' }],
  [
    "Error: EACCES: permission denied, open '/srv/shop/logs/app.log'",
    'node-permission-denied',
    { code: 'EACCES', syscall: 'open', path: '/srv/shop/logs/app.log' },
  ],
  [
    "Error: EROFS: read-only file system, mkdir '/srv/shop/logs'",
    'node-permission-denied',
    { code: 'EROFS', syscall: 'mkdir', path: '/srv/shop/logs' },
  ],
  [
    "Error: ENOSPC: System limit for number of file watchers reached, watch '/srv'",
    'node-watchers-exhausted',
    { path: '/srv' },
  ],
  ['Error: ENOSPC: no space left on device, write', 'node-disk-full', { syscall: 'write' }],
  ['Error: EMFILE: too many open files, open', 'node-files-exhausted', { syscall: 'open' }],
  ['Error: spawn /usr/bin/node EAGAIN', 'node-process-limit', { program: '/usr/bin/node', code: 'EAGAIN' }],
  ['Error: ENOENT: no such file or directory, uv_cwd', 'node-cwd-gone', {}],
  [
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    'node-heap-exhausted',
    { why: 'Reached heap limit' },
  ],
  [
    'node: bad option: --max-old-space-size=1024M',
    'node-bad-option',
    { option: '--max-old-space-size', value: '1024M' },
  ],
  [
    'Error: illegal value for flag --max-old-space-size=1024M of type size_t',
    'node-bad-option',
    { option: '--max-old-space-size', value: '1024M' },
  ],
  ['node: --nosuch is not allowed in NODE_OPTIONS', 'node-bad-option', { option: '--nosuch' }],
  [
    "Error: The module '/srv/shop/node_modules/bcrypt/build/Release/bcrypt.node'\nwas compiled against a different Node.js version using\nNODE_MODULE_VERSION 115. This version of Node.js requires\nNODE_MODULE_VERSION 127. Please try re-compiling",
    'node-addon-wrong-abi',
    { file: '/srv/shop/node_modules/bcrypt/build/Release/bcrypt.node', builtFor: '115', needs: '127' },
  ],
  ['sh: 1: nest: not found', 'command-not-found', { command: 'nest', by: 'sh' }],
  ['bash: line 1: pm2: command not found', 'command-not-found', { command: 'pm2', by: 'sh' }],
  ['sh: 1: exec: nosuch: not found', 'command-not-found', { command: 'nosuch', by: 'sh' }],
  ['/usr/bin/env: ‘node’: No such file or directory', 'command-not-found', { command: 'node', by: 'env' }],
  ['npm error code E404\nnpm error path /srv/shop', 'npm-failed', { code: 'E404', program: 'npm', path: '/srv/shop' }],
  [
    'npm ERR! Missing script: "start:prod"',
    'npm-failed',
    { code: 'MISSING_SCRIPT', script: 'start:prod', program: 'npm' },
  ],
  [
    'Error: Configuration key "DATABASE_URL" does not exist',
    'env-missing',
    { name: 'DATABASE_URL', why: 'absent', by: '@nestjs/config' },
  ],
  [
    'error: Environment variable not found: DATABASE_URL.',
    'env-missing',
    { name: 'DATABASE_URL', why: 'absent', by: 'prisma' },
  ],
  [
    'Error: Missing required environment variable: REDIS_HOST',
    'env-missing',
    { name: 'REDIS_HOST', why: 'absent', by: 'app' },
  ],
  ['Error: JWT_SECRET is not defined', 'env-missing', { name: 'JWT_SECRET', why: 'absent', by: 'app' }],
  [
    'Error: Config validation error: "DATABASE_URL" is required. "PORT" must be a number',
    'config-validation-failed',
    { name: 'DATABASE_URL,PORT', why: 'invalid', by: '@nestjs/config', detail: 'PORT must be a number' },
  ],
] as const)('%s', (record, kind, data) => {
  expect(book.isPromising(record)).toBe(true);
  expect(find(record)[kind]).toEqual(data);
});

test.each([
  [
    death(
      LOADER,
      "Error: Cannot find module 'nestjs-queue'\nRequire stack:\n- /srv/shop/dist/orders.module.js\n    at x (node:internal/x:1:1)",
    ),
    { module: 'nestjs-queue', package: 'nestjs-queue', from: '/srv/shop/dist/orders.module.js', asked: 'package' },
  ],
  [
    death(LOADER, "Error: Cannot find module '@nestjs/bull/dist'\nRequire stack:\n- /srv/shop/dist/a.js"),
    { module: '@nestjs/bull/dist', package: '@nestjs/bull', from: '/srv/shop/dist/a.js', asked: 'package' },
  ],
  [
    death(
      LOADER,
      "Error: Cannot find module '/srv/shop/dist/main.js'\n    at Function.executeUserEntryPoint [as runMain] (node:internal/modules/run_main:164:12) {\n  requireStack: []\n}",
    ),
    { module: '/srv/shop/dist/main.js', asked: 'entry' },
  ],
  [
    death(LOADER, "Error: Cannot find module './orders.service'\nRequire stack:\n- /srv/shop/dist/a.js"),
    { module: './orders.service', from: '/srv/shop/dist/a.js', asked: 'relative' },
  ],
  [
    death(
      LOADER,
      'Error: Cannot find module \'/srv/shop/node_modules/pg/lib/index.js\'. Please verify that the package.json has a valid "main" entry',
    ),
    { module: '/srv/shop/node_modules/pg/lib/index.js', package: 'pg', asked: 'package', main: 'absent' },
  ],
  [
    death(
      'node:internal/modules/esm/resolve:873',
      "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'nestjs-queue' imported from /srv/shop/dist/main.mjs\n    at x",
    ),
    { module: 'nestjs-queue', package: 'nestjs-queue', from: '/srv/shop/dist/main.mjs', asked: 'package' },
  ],
])('what can not be found is told apart', (record, data) => {
  expect(find(record)['node-module-missing']).toEqual(data);
  expect(find(record)['node-uncaught']?.['with']).toBe('node-module-missing');
});

test("Prisma's generated client, and types that a compiler misses, are no missing modules", () => {
  expect(find("Error: Cannot find module '.prisma/client/default'\nRequire stack:\n- /srv/x.js")).toMatchObject({
    'prisma-engine-missing': { generated: 'never' },
  });
  expect(
    find("src/a.ts(1,1): error TS2307: Cannot find module 'x' or its type declarations.")['node-module-missing'],
  ).toBeUndefined();
});

const cannot = (rest: string): string =>
  `ERROR [ExceptionHandler] UnknownDependenciesException [Error]: Nest can't resolve dependencies of the ${rest}`;

test.each([
  [
    'OrdersService (?, Object). Please make sure that the argument DatabaseService at index [0] is available in the OrdersModule module.',
    {
      who: 'OrdersService',
      params: '?, Object',
      missing: 'DatabaseService',
      index: '0',
      module: 'OrdersModule',
      token: 'class',
    },
  ],
  [
    'HttpController (?). Please make sure that the argument dependency at index [0] is available in the AppModule context.',
    { who: 'HttpController', params: '?', missing: 'dependency', index: '0', module: 'AppModule', token: 'none' },
  ],
  [
    'OrdersService (?). Please make sure that the argument at index [0] is available in the current module.',
    { who: 'OrdersService', params: '?', index: '0', token: 'none' },
  ],
  [
    'OrdersService (?). Please make sure that the argument at index [0] is available in the current module.\n  context: {\n    name: [Function: Object]\n  }',
    { who: 'OrdersService', params: '?', index: '0', token: 'erased' },
  ],
  [
    'X (?). Please make sure that the argument Object at index [1] is available in the ResourceModule context.',
    { who: 'X', params: '?', missing: 'Object', index: '1', module: 'ResourceModule', token: 'erased' },
  ],
  [
    'AuthService (?). Please make sure that the argument "AuthRepository" at index [0] is available in the RootTestModule context.',
    {
      who: 'AuthService',
      params: '?',
      missing: 'AuthRepository',
      index: '0',
      module: 'RootTestModule',
      token: 'class',
    },
  ],
  [
    'A (?). Please make sure that the argument CONFIG_OPTIONS at index [0] is available in the B module.',
    { who: 'A', params: '?', missing: 'CONFIG_OPTIONS', index: '0', module: 'B', token: 'text' },
  ],
  [
    'A (?). Please make sure that the argument Symbol(CONN) at index [0] is available in the B module.',
    { who: 'A', params: '?', missing: 'Symbol(CONN)', index: '0', module: 'B', token: 'text' },
  ],
  [
    'G (?). Please make sure that the argument Reflector at index [0] is available in the OrdersModule module.',
    { who: 'G', params: '?', missing: 'Reflector', index: '0', module: 'OrdersModule', token: 'own' },
  ],
  [
    'OrdersService. Please make sure that the "db" property is available in the current context.',
    { who: 'OrdersService', property: 'db', token: 'property' },
  ],
])("Nest can't resolve %s", (rest, data) => {
  expect(find(cannot(rest))['nest-cannot-resolve']).toEqual(data);
  expect(find(cannot(rest))['node-uncaught']).toBeUndefined();
});

test.each([
  [
    'ERROR [ExceptionHandler] UndefinedModuleException [Error]: Nest cannot create the OrdersModule instance.\nThe module at index [1] of the OrdersModule "imports" array is undefined.\n\nScope [AppModule]',
    'nest-circular',
    { module: 'OrdersModule', index: '1', scope: 'AppModule', of: 'modules' },
  ],
  [
    'ERROR [ExceptionHandler] CircularDependencyException [Error]: A circular dependency has been detected inside "A". Please, make sure',
    'nest-circular',
    { provider: 'A', of: 'providers' },
  ],
  [
    'ERROR [ExceptionHandler] UnknownExportException [Error]: Nest cannot export a provider/module that is not a part of the currently processed module (OrdersModule). Please verify whether the exported DatabaseService is available in this particular context.',
    'nest-cannot-export',
    { module: 'OrdersModule', provider: 'DatabaseService' },
  ],
  [
    'ERROR [ExceptionHandler] Error: DATABASE_URL is not set\n    at main (/srv/shop/dist/main.js:8:1)',
    'node-uncaught',
    {
      name: 'Error',
      message: 'DATABASE_URL is not set',
      place: '/srv/shop/dist/main.js:8',
      by: 'nest',
      with: 'env-missing',
    },
  ],
  ['LOG [NestApplication] Nest application successfully started +3ms', 'nest-started', {}],
  // The line says "database"; the error below says what it really was.
  [
    'ERROR [TypeOrmModule] Unable to connect to the database. Retrying (3)...\nDataTypeNotSupportedError: Data type "Object" in "Order.total" is not supported by "postgres" database.',
    'nest-database-retry',
    {
      error: 'DataTypeNotSupportedError',
      message: 'Data type "Object" in "Order.total" is not supported by "postgres" database.',
    },
  ],
])('%s', (record, kind, data) => {
  expect(find(record)[kind]).toEqual(data);
});

test('of an error that ends a process the place in its own code is told, and the reason of a rejection', () => {
  expect(
    find(
      '/srv/shop/dist/main.js:12\n    throw new Error("x");\n    ^\n\nTypeError: Cannot read properties of undefined (reading \'name\')\n    at f (/srv/shop/dist/main.js:12:9)\n\nNode.js v22.23.3',
    )['node-uncaught'],
  ).toEqual({
    name: 'TypeError',
    message: "Cannot read properties of undefined (reading 'name')",
    place: '/srv/shop/dist/main.js:12',
    node: '22.23.3',
  });
  expect(
    find(
      'node:internal/process/promises:389\n      new UnhandledPromiseRejection(reason);\n      ^\n\nUnhandledPromiseRejection: This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "plain text reason".\n    at throwUnhandledRejectionsMode (node:internal/process/promises:389:7) {\n  code: \'ERR_UNHANDLED_REJECTION\'\n}\n\nNode.js v20.20.2',
    )['node-unhandled-rejection'],
  ).toMatchObject({ message: 'plain text reason', ends: 'yes' });
});

test.each([
  'SyntaxError: Unexpected token < in JSON at position 0\n    at JSON.parse (<anonymous>)',
  'Started in 300 ms',
  'GET /orders 200',
  'the user asked: where is my module?',
])('nothing is made of %s', (record) => {
  expect(find(record)['node-syntax-error']).toBeUndefined();
  expect(find(record)['node-uncaught']).toBeUndefined();
});

test('no line takes long, however it is made', () => {
  const parts = [
    'a',
    "Cannot find module '",
    'listen EADDRINUSE: ',
    '    at f (/',
    "Nest can't resolve dependencies of the ",
    'Error: ',
    '/',
    'Node.js v',
    '\n',
    '"X" is required',
    "'",
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 400 }), (all) => {
      find(all.join(''));
    }),
    { numRuns: 150 },
  );
  const began = performance.now();
  for (const part of parts) find(part.repeat(Math.floor(16_000 / part.length)));
  expect(performance.now() - began).toBeLessThan(2000);
});
