// A port in other hands is named with its unit, and without systemd a dead keeper takes its workers along.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitFor } from '../process/wait.ts';
import { bootBox, type Box } from './box/box.ts';
import { CONFIG, ownProcesses, putSite, readStatus, statusOf } from './site.ts';

const SQUATTER = `
[Service]
ExecStart=/usr/local/bin/node -e "require('net').createServer().listen(3000, '127.0.0.1')"
`;
const SOCKET = `
[Socket]
ListenStream=127.0.0.1:3000
`;
let box: Box;

beforeAll(async () => {
  box = await bootBox('port-held');
  await putSite(box);
});
afterAll(() => box?.end());

test('the unit that holds the port is named, and nothing is left running', async () => {
  box.write('/etc/systemd/system/squatter.service', SQUATTER);
  await box.must('systemctl', 'daemon-reload');
  await box.must('systemctl', 'start', 'squatter.service');
  await waitFor('it listens', async () => (await box.must('ss', '-ltn')).includes(':3000'));
  const { code, stderr } = await box.run('allswell', 'up', '--detach', CONFIG);
  expect(code).toBe(1);
  expect(stderr).toMatch(/port 3000 is held by pid \d+ .*user root, unit squatter\.service, since/);
  expect((await ownProcesses(box)).filter((line) => line.includes('allswell'))).toEqual([]);
  await box.must('systemctl', 'stop', 'squatter.service');
});

test('a socket unit that holds it is told as one', async () => {
  box.write('/etc/systemd/system/squatter.socket', SOCKET);
  await box.must('systemctl', 'daemon-reload');
  await box.must('systemctl', 'start', 'squatter.socket');
  const { code, stderr } = await box.run('allswell', 'install', CONFIG);
  expect(code).toBe(1);
  expect(stderr).toContain('for a socket unit (systemctl list-sockets says which)');
  expect((await box.run('ls', '/etc/systemd/system/allswell.service')).code).toBe(2);
  await box.must('systemctl', 'stop', 'squatter.socket');
});

test('without systemd a killed keeper takes everything with it, and the next start serves', async () => {
  await box.must('allswell', 'up', '--detach', CONFIG);
  const { keeper } = await readStatus(box);
  await box.must('kill', '-9', String(keeper.pid));
  await waitFor('no process is left', async () => (await ownProcesses(box)).length === 0);
  await box.must('allswell', 'up', '--detach', CONFIG);
  expect(await statusOf(box, 'http://127.0.0.1/')).toBe(200);
  await box.must('allswell', 'down');
});
