// Makes the fact of one unit out of what systemd shows of it and of its files. Values of its environment are hashed.
import { readAccounts, readGroups } from '../../../../host/linux/accounts.ts';
import { type UnitAssignment, valuesInForce } from '../../../../host/linux/lex-unit-file.ts';
import { exists, modifiedAt, namesIn, textOf } from '../../../../host/linux/look-at-path.ts';
import { assignmentsIn, parseEnvironmentFile, splitWords } from '../../../../host/linux/systemd-words.ts';
import type { UnitFact } from '../../../facts/supervision-facts.ts';
import { hashValues } from '../../hash-value.ts';
import { differencesIn } from './differences.ts';
import { cleanText, maskArguments } from '../../mask.ts';
import { findExecutable } from '../find-executable.ts';
import {
  parseCommand,
  parseEnvironmentFiles,
  parseLimit,
  parseSpanMs,
  parseStamp,
  type Properties,
} from './parse-show.ts';

export function describeUnit(properties: Properties, lex: (file: string) => UnitAssignment[]): UnitFact {
  const all = (name: string): string[] => (properties.get(name) ?? []).filter((value) => value !== '');
  const first = (name: string): string => all(name)[0] ?? '';
  const orNull = (name: string): string | null => all(name)[0] ?? null;
  const files = [first('FragmentPath'), ...first('DropInPaths').split(' ')].filter(Boolean);
  const environmentFiles = parseEnvironmentFiles(all('EnvironmentFiles'));
  const environment = readEnvironment(all('Environment'), environmentFiles);
  const written = files.map((file) => ({ file, assignments: lex(file) }));
  const commands = all('ExecStart').flatMap(parseCommand);
  const user = orNull('User');
  const group = orNull('Group');
  const folder = orNull('WorkingDirectory')?.replace(/^!/, '') ?? null;
  return {
    name: first('Id'),
    description: cleanText(first('Description')),
    type: first('Type'),
    loadState: first('LoadState'),
    activeState: first('ActiveState'),
    subState: first('SubState'),
    result: first('Result'),
    files,
    places: placesIn(written),
    differsOnDisk:
      first('NeedDaemonReload') === 'yes'
        ? differencesIn(filesOnDisk(first('Id'), files).flatMap(lex), properties)
        : [],
    changedAt:
      files
        .map(modifiedAt)
        .filter((at) => at !== null)
        .toSorted()
        .at(-1) ?? null,
    isEnabled: enabledOf(first('UnitFileState')),
    needsDaemonReload: first('NeedDaemonReload') === 'yes',
    mainPid: Number(first('MainPID')) || null,
    controlGroup: orNull('ControlGroup'),
    restarts: Number(first('NRestarts')) || 0,
    restart: first('Restart') || 'no',
    restartSeconds: (parseSpanMs(first('RestartUSec')) ?? 0) / 1000,
    startLimitBurst: parseLimit(first('StartLimitBurst')),
    startLimitIntervalSeconds: secondsOf(first('StartLimitIntervalUSec')),
    user,
    group,
    userExists:
      user === null || first('DynamicUser') === 'yes'
        ? null
        : hasName(
            user,
            readAccounts().map(({ name, uid }) => [name, uid]),
          ),
    groupExists:
      group === null || first('DynamicUser') === 'yes'
        ? null
        : hasName(
            group,
            readGroups().map(({ name, gid }) => [name, gid]),
          ),
    workingDirectory: folder,
    // A folder that may be missing is shown with a mark before it.
    workingDirectoryExists:
      folder?.startsWith('/') && !first('WorkingDirectory').startsWith('!') ? exists(folder) : null,
    execStart: commands.map(({ line }) => maskArguments(line.split(' ')).join(' ')),
    executable: findExecutable(
      commands[0]?.path || commandIn(written.flatMap(({ assignments }) => assignments)),
      environment['PATH'] ?? null,
    ),
    environment: hashValues(environment),
    environmentFiles: environmentFiles.map((file) => ({
      ...file,
      exists: exists(file.path),
      modifiedAt: modifiedAt(file.path),
    })),
    port: environment['PORT'] ?? portOf(commands[0]?.line ?? ''),
    nodeOptions: optionsOf(environment),
    memoryMaxBytes: parseLimit(first('MemoryMax')) ?? parseLimit(first('MemoryLimit')),
    tasksMax: parseLimit(first('TasksMax')),
    limitNofile: parseLimit(first('LimitNOFILE')),
    privateTmp: first('PrivateTmp') === 'yes',
    protectHome: !['no', ''].includes(first('ProtectHome')),
    oomPolicy: orNull('OOMPolicy'),
    killMode: first('KillMode'),
    timeoutStopSeconds: secondsOf(first('TimeoutStopUSec')),
    exitStatus: parseLimit(first('ExecMainStatus')),
    exitCode: CODES[first('ExecMainCode')] ?? null,
    activeSince: parseStamp(first('ActiveEnterTimestamp')),
    inactiveSince:
      parseStamp(first('InactiveEnterTimestamp')) ??
      (first('ActiveState') === 'active' ? null : parseStamp(first('StateChangeTimestamp'))),
    pidFile: orNull('PIDFile'),
    unknownDirectives: [],
    refusedFor: null,
  };
}

/** Where systemd could not take the line, it shows nothing of it. */
function commandIn(written: UnitAssignment[]): string {
  const line = valuesInForce(written, 'Service', 'ExecStart')[0]?.value ?? '';
  return (splitWords(line)[0] ?? '').replace(/^[-+:!@|]+/, '');
}

/** What a reload would read: drop-ins that were added since are not among those that systemd tells of. */
function filesOnDisk(name: string, files: string[]): string[] {
  const folders = ['/usr/lib', '/lib', '/run', '/etc'].map((top) => `${top}/systemd/system/${name}.d`);
  const dropIns = folders.flatMap((folder) =>
    namesIn(folder)
      .filter((one) => one.endsWith('.conf'))
      .map((one) => `${folder}/${one}`),
  );
  return [
    ...files.slice(0, 1),
    ...dropIns.toSorted((a, b) => a.slice(a.lastIndexOf('/')).localeCompare(b.slice(b.lastIndexOf('/')))),
  ];
}

const PLACED = [
  'ExecStart',
  'User',
  'Group',
  'WorkingDirectory',
  'EnvironmentFile',
  'Environment',
  'KillMode',
  'Restart',
  'RestartSec',
  'MemoryMax',
  'MemoryHigh',
  'LimitNOFILE',
  'TasksMax',
  'PrivateTmp',
];

/** A drop-in may say it anew: the last one counts. */
function placesIn(written: { file: string; assignments: UnitAssignment[] }[]): UnitFact['places'] {
  const places: UnitFact['places'] = {};
  for (const { file, assignments } of written) {
    for (const { key, value, line } of assignments)
      if (PLACED.includes(key) && value !== '') places[key] = { file, line };
  }
  return places;
}

/** siginfo's si_code as systemd prints it (waitid(2)). */
const CODES: Record<string, string> = { 1: 'exited', 2: 'killed', 3: 'dumped' };

/** Files come after Environment= and win (systemd.exec(5)). Those that may not be read add nothing. */
function readEnvironment(values: string[], files: { path: string }[]): Record<string, string> {
  const fromFiles = files.map(({ path }) => parseEnvironmentFile(textOf(path) ?? ''));
  return Object.assign({}, ...values.map(assignmentsIn), ...fromFiles) as Record<string, string>;
}

const enabledOf = (state: string): boolean | null => {
  if (/^(enabled|enabled-runtime|linked|linked-runtime|alias)$/.test(state))
    return state.startsWith('enabled') || state === 'alias';
  return /^(disabled|masked)$/.test(state) ? false : null;
};

const hasName = (name: string, accounts: [string, number][]): boolean =>
  accounts.some(([one, id]) => one === name || String(id) === name);

const optionsOf = (environment: Record<string, string>): string | null =>
  environment['NODE_OPTIONS'] ? cleanText(environment['NODE_OPTIONS']) : null;

const secondsOf = (span: string): number | null => {
  const spanMs = parseSpanMs(span);
  return spanMs === null ? null : spanMs / 1000;
};

const portOf = (line: string): string | null => /(?:^|\s)(?:--port|-p)[= ](\d{2,5})(?:\s|$)/.exec(line)?.[1] ?? null;
