// `allswell install` and `uninstall` on a booted server: what is written, what runs, and what a reboot brings back.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitFor } from '../process/wait.ts';
import { bootBox, type Box } from './box/box.ts';
import { CONFIG, holdRequest, ownProcesses, putApp, putSite, readStatus, servesAll, statusOf } from './site.ts';

const UNITS = ['allswell.socket', 'allswell.service'];
let box: Box;

beforeAll(async () => {
  box = await bootBox('install');
  await putSite(box);
});
afterAll(() => box?.end());

describe('before it is installed', () => {
  test('whoever is not root is told how to be', async () => {
    const { code, stderr } = await box.run('setpriv', '--reuid', 'www-data', '--clear-groups', 'allswell', 'install');
    expect(code).toBe(1);
    expect(stderr).toContain('sudo allswell install');
  });

  test('a program that another user may change is not given to root', async () => {
    await box.must('chown', 'www-data', '/usr/local/lib/node_modules/allswell');
    const { code, stderr } = await box.run('allswell', 'install', CONFIG);
    await box.must('chown', 'root', '/usr/local/lib/node_modules/allswell');
    expect(code).toBe(1);
    expect(stderr).toContain('can be changed by user www-data');
    expect(await ownProcesses(box)).toEqual([]);
  });

  test('an app that does not start is not installed, and nothing runs afterwards', async () => {
    const broken = putApp(box, 'broken', { run: 'dies-at-boot.cjs', start: '5s' });
    const { code, stderr } = await box.run('allswell', 'install', broken);
    expect(code).toBe(1);
    expect(stderr).toContain('exited with code 1');
    expect(await box.run('ls', '/etc/systemd/system/allswell.service')).toMatchObject({ code: 2 });
    expect(await ownProcesses(box)).toEqual([]);
  });

  test('a dry run shows both units and writes none', async () => {
    const stdout = await box.must('allswell', 'install', CONFIG, '--dry-run');
    expect(stdout).toContain('ListenStream=127.0.0.1:3000');
    expect(stdout).toContain('KillMode=process');
    expect(await box.run('ls', '/etc/systemd/system/allswell.service')).toMatchObject({ code: 2 });
    expect(await ownProcesses(box)).toEqual([]);
  });
});

describe('refused by systemd', () => {
  test('the apps run again as before, and no unit is left', async () => {
    await box.must('allswell', 'up', '--detach', CONFIG);
    // Port 80 is nginx's, so this socket unit can't be started.
    box.write('/etc/systemd/system/allswell.socket.d/more.conf', '[Socket]\nListenStream=127.0.0.1:80\n');
    const { code, stderr } = await box.run('allswell', 'install');
    await box.must('rm', '-r', '/etc/systemd/system/allswell.socket.d');
    expect(code).toBe(1);
    expect(stderr).toMatch(/systemctl start allswell.socket: [^]*127.0.0.1:80[^]*so are the apps/);
    expect(await box.must('find', '/etc/systemd', '-name', '*allswell*')).toBe('');
    await waitFor('all serve', () => servesAll(box));
    expect(await readStatus(box)).toMatchObject({ keeper: { isUnderSystemd: false } });
    await box.must('allswell', 'down');
  });
});

describe('installed', () => {
  test('it takes over what ran before, the learned address included', async () => {
    const other = putApp(box, 'other', { run: 'listens-on-ipv6.cjs', env: { PORT: '4000' } });
    await box.must('allswell', 'up', '--detach', CONFIG);
    await box.must('allswell', 'up', '--detach', other);
    await box.must('allswell', 'install');

    const status = await readStatus(box);
    expect(status).toMatchObject({ isWell: true, keeper: { isUnderSystemd: true }, hints: [], strays: [] });
    expect(status.apps.map((app) => app.name)).toEqual(['shop', 'other']);
    const unit = box.read('/etc/systemd/system/allswell.socket');
    expect(unit.match(/^ListenStream=.*$/gm)).toEqual(['ListenStream=127.0.0.1:3000', 'ListenStream=[::1]:4000']);
    expect(await box.must('systemctl', 'is-active', ...UNITS)).toBe('active\nactive\n');
    expect(await box.must('systemctl', 'is-enabled', ...UNITS)).toBe('enabled\nenabled\n');
  });

  test('systemd finds no fault with its units', async () => {
    const { code, stdout, stderr } = await box.run(
      'systemd-analyze',
      'verify',
      ...UNITS.map((unit) => `/etc/systemd/system/${unit}`),
    );
    expect({ code, said: stdout + stderr }).toEqual({ code: 0, said: '' });
  });

  test('a second install has nothing to do and disturbs nobody', async () => {
    const before = await ownProcesses(box);
    expect(await box.must('allswell', 'install')).toContain('Nothing to do');
    expect(await ownProcesses(box)).toEqual(before);
  });

  test('after a reboot all of it serves again', async () => {
    await box.reboot();
    await waitFor('both apps serve', () => servesAll(box));
    expect(await statusOf(box, 'http://127.0.0.1/')).toBe(200);
    expect(await statusOf(box, 'http://[::1]:4000/')).toBe(200);
  });

  test('a power cut in the middle of a shutdown changes nothing of that', async () => {
    const slow = await holdRequest(box, 60_000);
    const stop = box.run('systemctl', 'stop', 'allswell.service');
    await waitFor('the daemon drains', async () =>
      (await readStatus(box)).apps.some((app) => app.pools.some((pool) => pool.isStopped)),
    );
    await box.cutPower();
    await Promise.allSettled([slow.answered, stop]);
    await waitFor('both apps serve', () => servesAll(box));
  });

  test('a port that came later is pointed out, and the next install takes it in', async () => {
    const late = putApp(box, 'late', { run: 'plain-http.cjs', listen: '127.0.0.1:5000' });
    const { stderr } = await box.run('allswell', 'up', '--detach', late);
    expect(stderr).toContain('127.0.0.1:5000 is not in allswell.socket');
    const stdout = await box.must('allswell', 'install');
    expect(stdout).toContain('was kept as /var/lib/allswell/backups/');
    expect(await readStatus(box)).toMatchObject({ isWell: true, hints: [] });
    expect(await statusOf(box, 'http://127.0.0.1:5000/')).toBe(200);
  });
});

describe('uninstalled', () => {
  test('no process, no unit and no port is left', async () => {
    await box.must('allswell', 'uninstall');
    expect(await ownProcesses(box)).toEqual([]);
    expect((await box.must('systemctl', 'list-units', '--all', '--no-legend', 'allswell*')).trim()).toBe('');
    expect((await box.must('find', '/etc/systemd', '-name', '*allswell*')).trim()).toBe('');
    for (const url of ['http://127.0.0.1:3000/', 'http://[::1]:4000/', 'http://127.0.0.1:5000/']) {
      expect(await statusOf(box, url)).toBe('ECONNREFUSED');
    }
  });

  test('`up` runs the apps as before the install', async () => {
    await box.must('allswell', 'up', '--detach', CONFIG);
    await waitFor('all serve', () => servesAll(box));
    expect(await readStatus(box)).toMatchObject({ isWell: true, keeper: { isUnderSystemd: false } });
    await box.must('allswell', 'down');
    expect(await ownProcesses(box)).toEqual([]);
  });
});
