// Who may import whom (ARCHITECTURE.md draws it), and who may touch the machine.
import { findImports, targetOf } from './find-imports.ts';
import type { Import, Problem, Rule, SourceFile } from './model.ts';

/** These join the parts together: they may import everything. */
const MAINS = ['src/cli/main.ts', 'src/daemon/main.ts', 'src/keeper/main.ts'];

/** Open to all of `src`, beside each folder's own files and every `model.ts`. */
const COMMON = ['src/std', 'src/failure'];

/** What else a folder may import. The longest matching folder counts; one that isn't here may not exist. */
const MAY_IMPORT: Record<string, string[]> = {
  protocol: COMMON,
  'src/std': [],
  'src/failure': ['src/std'],
  'src/failure/explain-failure.ts': [...COMMON, 'src/supervise'],
  'src/host': [...COMMON, 'protocol'],
  'src/supervise': COMMON,
  'src/supervise/describe-app.ts': [...COMMON, 'protocol', 'src/supervise'],
  'src/plan': COMMON,
  'src/plan/execute-plan.ts': [...COMMON, 'src/plan', 'src/host'],
  'src/config': [...COMMON, 'protocol', 'src/host'],
  'src/control': [...COMMON, 'protocol', 'src/host'],
  'src/keeper': [...COMMON, 'protocol', 'src/host'],
  'src/server': [...COMMON, 'protocol', 'src/config', 'src/host', 'src/plan'],
  'src/daemon': [...COMMON, 'protocol', 'src/config', 'src/control', 'src/host', 'src/plan', 'src/supervise'],
  'src/deploy': [...COMMON, 'protocol', 'src/config', 'src/control', 'src/host', 'src/plan'],
  'src/doctor': [...COMMON, 'protocol', 'src/config', 'src/control', 'src/host', 'src/plan'],
  'src/doctor/facts': [...COMMON, 'protocol', 'src/doctor/collect/messages/kinds.ts'],
  'src/doctor/join': [
    ...COMMON,
    'protocol',
    'src/doctor/facts',
    'src/doctor/workloads.ts',
    'src/doctor/collect/messages/kinds.ts',
  ],
  'src/doctor/rules': [...COMMON, 'src/doctor/facts', 'src/doctor/join', 'src/doctor/workloads.ts'],
  'src/doctor/causes': COMMON,
  'src/doctor/causes/rank-causes.ts': [...COMMON, 'src/doctor/causes', 'src/doctor/workloads.ts'],
  'src/doctor/report': COMMON,
  'src/exchange': [...COMMON, 'src/config', 'src/host', 'src/server'],
  'src/cli': [
    ...COMMON,
    'protocol',
    'src/config',
    'src/control',
    'src/deploy',
    'src/doctor',
    'src/exchange',
    'src/host',
    'src/plan',
    'src/server',
    'src/supervise',
  ],
};

/** A test may also import what it tries things with. */
const FOR_TESTS = ['test', 'src/host/fake'];

export const directions: Rule = (file) => {
  const folder = folderOf(file.path);
  if (folder === null) return unknownFolder(file);
  if (MAINS.includes(file.path)) return [];
  const open = [folder, ...(MAY_IMPORT[folder] ?? []), ...(isTest(file.path) ? FOR_TESTS : [])];
  return findImports(file).flatMap((found) => {
    const target = targetOf(file, found);
    if (target === null) return [];
    const isOpen = open.some((start) => isUnder(target, start)) || isModel(target);
    const isJsonOfOurs = target === 'package.json';
    if (isOpen || isJsonOfOurs) return [];
    return [problem('directions', file, found, `${folder} may not import ${target}`)];
  });
};

const MACHINE = /^node:(child_process|cluster|dgram|fs|http|http2|https|net|os|tls|worker_threads)(\/|$)/;
const MAY_TOUCH_MACHINE = [
  'src/host',
  'src/keeper',
  'src/control',
  'src/doctor/collect',
  'preload',
  'scripts',
  'test',
  'panel/server',
];

const MACHINE_SAYS = 'is for src/host: move it there, or name the file and the reason in test/tidy/directions.ts';

/** Files elsewhere that touch the machine all the same, each with its reason. */
export const MACHINE_FILES: Record<string, string> = {
  'src/config/disk-files.ts': 'reads the configuration before there is any app to have a host for',
  'src/cli/commands/events.ts': 'reads the journal where no daemon answers',
  'src/cli/fix/fix-folders.ts': 'lists what was fixed, daemon or not',
  'src/cli/commands/init.ts': 'writes the configuration that it found out',
  'src/cli/commands/logs.ts': 'follows log files while they grow',
  'src/cli/commands/up.ts': 'looks whether a name is a file',
  'src/cli/log-lines.ts': 'reads log files, also where no daemon answers',
  'src/config/find-node.ts': 'asks a Node found on the machine for its version',
  'src/config/temp-folder.ts': 'makes folders for tests',
  'src/daemon/app-channel.ts': 'is the socket on which workers speak with the daemon',
  'src/daemon/generations.ts': 'keeps what a generation was started from',
  'src/daemon/journal.ts': 'keeps what the next daemon must know',
  'src/daemon/log-index.ts': 'notes how long the log files are',
  'src/daemon/run-command.ts': 'carries out what was decided',
};

export const machine: Rule = (file) => {
  if (isTest(file.path) || MAINS.includes(file.path) || MAY_TOUCH_MACHINE.some((folder) => isUnder(file.path, folder)))
    return [];
  const touching = findImports(file).filter(({ from, isTypeOnly }) => !isTypeOnly && MACHINE.test(from));
  if (MACHINE_FILES[file.path] === undefined) {
    return touching.map((found) => problem('machine', file, found, `${found.from} ${MACHINE_SAYS}`));
  }
  if (touching.length > 0) return [];
  const says = 'is named in MACHINE_FILES, and no longer touches the machine';
  return [{ path: file.path, line: 1, rule: 'machine', says }];
};

/** The preload lives in other people's applications: it brings nothing along. */
export const preload: Rule = (file) => {
  if (!isUnder(file.path, 'preload') || isTest(file.path)) return [];
  return findImports(file).flatMap((found) =>
    /^(node:|\.\/)/.test(found.from) ? [] : [problem('preload', file, found, `preload may not import ${found.from}`)],
  );
};

export function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || isUnder(path, 'test');
}

export function isUnder(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function isModel(path: string): boolean {
  return isUnder(path, 'src') && path.endsWith('/model.ts');
}

function folderOf(path: string): string | null {
  const folders = Object.keys(MAY_IMPORT).filter((folder) => isUnder(path, folder));
  return folders.toSorted((a, b) => b.length - a.length)[0] ?? null;
}

function unknownFolder({ path }: SourceFile): Problem[] {
  if (!isUnder(path, 'src')) return [];
  return [{ path, line: 1, rule: 'directions', says: 'its folder is not in MAY_IMPORT of test/tidy/directions.ts' }];
}

function problem(rule: string, { path }: SourceFile, { line }: Import, says: string): Problem {
  return { path, line, rule, says };
}
