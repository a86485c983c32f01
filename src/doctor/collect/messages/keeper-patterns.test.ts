// Shows which lines of systemd, Supervisor and PM2 are understood, and what is taken from them.
import { expect, test } from 'vitest';
import { PatternBook } from './pattern-book.ts';
import { pm2Patterns } from './pm2-patterns.ts';
import { supervisorPatterns } from './supervisor-patterns.ts';
import { systemdPatterns } from './systemd-patterns.ts';

const books = {
  systemd: new PatternBook(systemdPatterns),
  supervisor: new PatternBook(supervisorPatterns),
  pm2: new PatternBook(pm2Patterns),
};

test.each([
  [
    'systemd',
    'shop.service: Main process exited, code=exited, status=203/EXEC',
    'systemd-main-exited',
    { unit: 'shop.service', code: 'exited', status: '203', name: 'EXEC' },
  ],
  [
    'systemd',
    'jingo.service: main process exited, code=exited, status=127/n/a',
    'systemd-main-exited',
    { unit: 'jingo.service', code: 'exited', status: '127', name: 'n/a' },
  ],
  [
    'systemd',
    "shop.service: Failed with result 'oom-kill'.",
    'systemd-failed',
    { unit: 'shop.service', result: 'oom-kill' },
  ],
  [
    'systemd',
    'shop.service: Scheduled restart job, restart counter is at 5.',
    'systemd-restarted',
    { unit: 'shop.service' },
  ],
  ['systemd', 'shop.service: Start request repeated too quickly.', 'systemd-start-limit', { unit: 'shop.service' }],
  [
    'systemd',
    'shop.service start request repeated too quickly, refusing to start.',
    'systemd-start-limit',
    { unit: 'shop.service' },
  ],
  [
    'systemd',
    'shop.service: A process of this unit has been killed by the OOM killer.',
    'systemd-oom',
    { unit: 'shop.service', by: 'kernel' },
  ],
  [
    'systemd',
    'shop.service: Failed at step CHDIR spawning /usr/bin/node: No such file or directory',
    'systemd-chdir-failed',
    { unit: 'shop.service', path: '/usr/bin/node', why: 'No such file or directory' },
  ],
  [
    'systemd',
    'shop.service: Failed to locate executable /root/.nvm/node: No such file or directory',
    'systemd-exec-failed',
    { unit: 'shop.service', path: '/root/.nvm/node', why: 'No such file or directory' },
  ],
  [
    'systemd',
    'shop.service: Failed to load environment files: No such file or directory',
    'systemd-env-file-absent',
    { unit: 'shop.service', why: 'No such file or directory' },
  ],
  [
    'systemd',
    "shop.service: State 'stop-sigterm' timed out. Killing.",
    'systemd-stop-timeout',
    { unit: 'shop.service', state: 'stop-sigterm' },
  ],
  [
    'systemd',
    'shop.service: Found left-over process 812 (node) in control group while starting unit. Ignoring.',
    'systemd-left-over',
    { unit: 'shop.service', comm: 'node' },
  ],
  [
    'systemd',
    "/etc/systemd/system/shop.service:12: Unknown key 'MemoryLimits' in section [Service], ignoring.",
    'systemd-unknown-directive',
    { file: '/etc/systemd/system/shop.service', line: '12', name: 'MemoryLimits' },
  ],
  ['supervisor', "INFO spawned: 'shop_00' with pid 123", 'supervisor-spawned', { program: 'shop_00' }],
  [
    'supervisor',
    'WARN exited: shop (exit status 1; not expected)',
    'supervisor-exited',
    { program: 'shop', status: '1', expected: 'not expected' },
  ],
  [
    'supervisor',
    'WARN exited: shop (terminated by SIGABRT (core dumped); not expected)',
    'supervisor-terminated',
    { program: 'shop', signal: 'SIGABRT', expected: 'not expected' },
  ],
  [
    'supervisor',
    'INFO gave up: shop entered FATAL state, too many start retries too quickly',
    'supervisor-gave-up',
    { program: 'shop' },
  ],
  [
    'supervisor',
    "INFO spawnerr: can't find command '/usr/bin/nodejs'",
    'supervisor-spawn-error',
    { why: "can't find command '/usr/bin/nodejs'", command: '/usr/bin/nodejs' },
  ],
  ['supervisor', "WARN killing 'shop' (77) with SIGKILL", 'supervisor-stop-timeout', { program: 'shop' }],
  ['pm2', 'PM2 log: App [shop:0] exited with code [1] via signal [SIGINT]', 'pm2-exited', { app: 'shop', code: '1' }],
  [
    'pm2',
    'App [shop] with id [6] and pid [1464], exited with code [0] via signal [SIGINT]',
    'pm2-exited',
    { app: 'shop', code: '0' },
  ],
  [
    'pm2',
    'PM2 log: App [catalog:_old_2] exited with code [0] via signal [SIGKILL]',
    'pm2-exited',
    { app: 'catalog', slot: 'old', signal: 'SIGKILL' },
  ],
  [
    'pm2',
    'PM2 log: Script /usr/bin/npm had too many unstable restarts (16). Stopped. "errored"',
    'pm2-errored',
    { script: '/usr/bin/npm', restarts: '16' },
  ],
  [
    'pm2',
    '[PM2][WORKER] Process 0 restarted because it exceeds --max-memory-restart value (current_memory=39677952 max_memory_limit=250 [octets])',
    'pm2-memory-restart',
    { id: '0', limit: '250' },
  ],
  [
    'pm2',
    'Error: connect EACCES /home/deploy/.pm2/rpc.sock',
    'pm2-permission-denied',
    { path: '/home/deploy/.pm2/rpc.sock' },
  ],
  ['pm2', 'PM2 log: App [shop:0] online', 'pm2-online', { app: 'shop' }],
  ['pm2', 'App name:shop id:0 online', 'pm2-online', { app: 'shop' }],
  ['pm2', 'PM2 log: Stopping app:shop id:0', 'pm2-stopping', { app: 'shop' }],
  ['pm2', 'AXM MONITOR Unknown id _old_6', 'pm2-unknown-id', { slot: '_old_6' }],
] as const)('%s: %s', (program, line, kind, data) => {
  const book = books[program];
  expect(book.isPromising(line)).toBe(true);
  expect(book.match(line).map((match) => ({ kind: match.kind, data: match.data }))).toEqual([{ kind, data }]);
});

test.each([
  ['systemd', 'Started Session 3 of User deploy.'],
  ['systemd', 'shop.service: Deactivated successfully.'],
  ['supervisor', 'INFO success: shop entered RUNNING state, process has stayed up for > than 1 seconds (startsecs)'],
  ['pm2', 'PM2 log: -reload- New worker listening'],
] as const)('%s: nothing is made of %s', (program, line) => {
  expect(books[program].match(line)).toEqual([]);
});
