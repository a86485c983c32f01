// Shows that whatever a plan did can be taken back to the byte, mode and owner, also after a kill in the middle.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkPlan } from './check-plan.ts';
import { diffLines } from './describe-plan.ts';
import { executePlan, undoPlan } from './execute-plan.ts';
import type { Action, Plan } from './model.ts';

let root: string;
let site: string;
let undoFolder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plan-test-'));
  site = join(root, 'srv shop');
  undoFolder = join(root, 'fixes', 'a1');
  mkdirSync(join(site, 'node_modules', 'half'), { recursive: true });
  writeFileSync(join(site, 'app.conf'), Buffer.from([0x66, 0xff, 0x00, 0x0a]), { mode: 0o640 });
  writeFileSync(join(site, 'site.conf'), 'proxy_pass http://127.0.0.1:3001;\n', { mode: 0o604 });
  chmodSync(join(site, 'site.conf'), 0o604);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = (argv: string[], creates: string[] = []): Action => ({
  kind: 'run',
  argv,
  cwd: site,
  user: null,
  env: {},
  timeoutMs: 5000,
  creates,
  undo: null,
  whyNoUndo: 'it is only a test',
});
const plan = (...actions: Action[]): Plan => ({
  schema: 1,
  title: 'mends the shop',
  risk: 'safe',
  steps: actions.map((action) => ({ says: `step of kind ${action.kind}`, action })),
  notes: [],
});

const everything = (): Action[] => [
  {
    kind: 'write-file',
    path: join(site, 'site.conf'),
    before: 'proxy_pass http://127.0.0.1:3001;\n',
    after: 'proxy_pass http://127.0.0.1:3000;\n',
    mode: null,
  },
  { kind: 'write-file', path: join(site, 'new.conf'), before: null, after: 'x\n', mode: 0o600 },
  {
    kind: 'own-tree',
    path: site,
    uid: process.getuid?.() === 0 ? 33 : (process.getuid?.() ?? 0),
    gid: process.getgid?.() ?? 0,
    named: 'www-data',
  },
  { kind: 'set-mode', path: join(site, 'app.conf'), mode: 0o600 },
  { kind: 'move-aside', path: join(site, 'node_modules') },
  run(
    [process.execPath, '-e', "require('fs').mkdirSync('node_modules/whole', { recursive: true })"],
    [join(site, 'node_modules')],
  ),
];

test('a plan does what it says and is taken back to the byte', async () => {
  const before = snapshot(site);
  expect(await executePlan(plan(...everything()), undoFolder, () => {})).toEqual({ ok: true, value: null });
  expect(readFileSync(join(site, 'site.conf'), 'utf8')).toContain('3000');
  expect(readdirSync(join(site, 'node_modules'))).toEqual(['whole']);
  expect(await undoPlan(undoFolder, () => {})).toEqual([]);
  expect(snapshot(site)).toEqual(before);
});

test('a step that fails takes the steps before it back', async () => {
  const before = snapshot(site);
  const result = await executePlan(
    plan(...everything(), run([process.execPath, '-e', 'process.exit(3)'])),
    undoFolder,
    () => {},
  );
  expect(result).toMatchObject({ ok: false, failure: { step: 6, notUndone: [] } });
  expect(snapshot(site)).toEqual(before);
});

test('a file that was edited meanwhile is not overwritten', async () => {
  const [first] = everything();
  writeFileSync(join(site, 'site.conf'), 'mine\n');
  const result = await executePlan(plan(first as Action), undoFolder, () => {});
  expect(result).toMatchObject({ ok: false, failure: { step: 0 } });
  expect(readFileSync(join(site, 'site.conf'), 'utf8')).toBe('mine\n');
});

test.each([0, 1, 2, 3, 4, 5, 6])('killed after %i steps, it can still be taken back', async (count) => {
  const before = snapshot(site);
  const killsItself = run([process.execPath, '-e', 'process.kill(process.ppid, "SIGKILL")']);
  const actions = everything().toSpliced(count, 0, killsItself);
  const script = `import { executePlan } from ${JSON.stringify(join(import.meta.dirname, 'execute-plan.ts'))};
    await executePlan(${JSON.stringify(plan(...actions))}, ${JSON.stringify(undoFolder)}, () => {});`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  expect(await undoPlan(undoFolder, () => {})).toEqual([]);
  expect(await undoPlan(undoFolder, () => {})).toEqual([]);
  expect(snapshot(site)).toEqual(before);
});

test.each<[string, Action]>([
  ['everybody write', { kind: 'set-mode', path: '/srv/shop', mode: 0o777 }],
  ['not an application', { kind: 'own-tree', path: '/var/www', uid: 33, gid: 33, named: 'www-data' }],
  ['forces npm', run(['npm', 'install', '--force'])],
  ['steps that can be undone', run(['/bin/rm', '-rf', '/srv/shop'])],
  [
    'system itself',
    { kind: 'end-process', process: { pid: 1, start: 1 }, signal: 'SIGKILL', waitMs: 1, named: 'init' },
  ],
  ['without ".."', { kind: 'move-aside', path: '/srv/shop/../../etc' }],
])('what would %s is refused', (words, action) => {
  expect(
    checkPlan(plan(action))
      .map(({ says }) => says)
      .join(),
  ).toContain(words);
});

test('a diff shows the changed line with a little around it', () => {
  expect(diffLines('a\nb\nc\nd\ne', 'a\nb\nX\nd\ne')).toEqual(['  a', '  b', '- c', '+ X', '  d', '  e']);
});

function snapshot(folder: string): Record<string, string> {
  const seen: Record<string, string> = {};
  const visit = (path: string): void => {
    const { mode, uid, gid } = lstatSync(path);
    const isFolder = lstatSync(path).isDirectory();
    seen[path] = `${mode} ${uid} ${gid} ${isFolder || !existsSync(path) ? '' : readFileSync(path).toString('hex')}`;
    if (isFolder) for (const name of readdirSync(path)) visit(join(path, name));
  };
  visit(folder);
  return seen;
}
