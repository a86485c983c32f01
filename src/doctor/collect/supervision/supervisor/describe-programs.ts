// Makes the facts of Supervisor's programs out of what the files say and what the daemon answers. Pure.
import { splitWords } from '../../../../host/linux/systemd-words.ts';
import type { SupervisorProgram, UnitExecutable } from '../../../facts/supervision-facts.ts';
import { hashValues } from '../../hash-value.ts';
import { cleanText, isSecretName } from '../../mask.ts';
import { expandValue, optionOf, parsePairs } from './parse-ini.ts';
import type { PlacedSection } from './read-config.ts';
import type { XmlValue } from './xml-rpc.ts';

type Struct = { [name: string]: XmlValue };

/** What Supervisor 4.2 reads of a program, an event listener and a FastCGI program (supervisor/options.py). */
const OPTIONS = new Set(
  `command process_name numprocs numprocs_start priority autostart startsecs startretries autorestart exitcodes stopsignal stopwaitsecs stopasgroup
  killasgroup user redirect_stderr stdout_logfile stdout_logfile_maxbytes stdout_logfile_backups stdout_capture_maxbytes stdout_events_enabled stdout_syslog
  stderr_logfile stderr_logfile_maxbytes stderr_logfile_backups stderr_capture_maxbytes stderr_events_enabled stderr_syslog environment directory umask
  serverurl socket socket_backlog socket_owner socket_mode buffer_size events result_handler`.split(/\s+/),
);
const COPIES_MAX = 64;

interface Configured {
  name: string;
  group: string;
  section: PlacedSection;
  options: Record<string, string>;
  environment: Record<string, string>;
}

/** One entry for each process: of the daemon's, of the files', or of both. */
export function describePrograms(
  sections: readonly PlacedSection[],
  processes: Struct[] | null,
  running: Struct[] | null,
  disk: Disk,
): SupervisorProgram[] {
  const configured = sections
    .filter(({ name }) => !name.startsWith('group:'))
    .flatMap((section) => expandSection(section, groupOf(section, sections)));
  const names = new Set([...configured.map(keyOf), ...(processes ?? []).map(keyOfStruct)]);
  return [...names].map((key) =>
    describeProgram(
      configured.find((one) => keyOf(one) === key) ?? null,
      processes?.find((one) => keyOfStruct(one) === key) ?? null,
      running?.find((one) => keyOfStruct(one) === key) ?? null,
      processes !== null,
      disk,
    ),
  );
}

/** What is asked of the disk and the accounts. */
export interface Disk {
  exists: (path: string) => boolean | null;
  findExecutable: (command: string) => UnitExecutable | null;
  hasUser: (user: string) => boolean;
}

const keyOf = ({ group, name }: { group: string; name: string }): string => `${group}:${name}`;
const keyOfStruct = (struct: Struct): string => `${String(struct['group'] ?? '')}:${String(struct['name'] ?? '')}`;

function groupOf(section: PlacedSection, sections: readonly PlacedSection[]): string {
  const program = section.name.slice(section.name.indexOf(':') + 1);
  const group = sections.find(
    (one) => one.name.startsWith('group:') && (optionOf(one, 'programs') ?? '').split(/[\s,]+/).includes(program),
  );
  return group ? group.name.slice('group:'.length) : program;
}

/** `numprocs=3` is three processes with names of their own. */
function expandSection(section: PlacedSection, group: string): Configured[] {
  const program = section.name.slice(section.name.indexOf(':') + 1).trim();
  const from = Number(optionOf(section, 'numprocs_start') ?? 0) || 0;
  const copies = Math.min(Math.max(Number(optionOf(section, 'numprocs') ?? 1) || 1, 1), COPIES_MAX);
  return Array.from({ length: copies }, (_, copy) => {
    const names = {
      program_name: program,
      group_name: group,
      here: section.file.slice(0, section.file.lastIndexOf('/')),
    };
    const number = String(from + copy);
    const expand = (text: string): string =>
      expandValue(
        text.replace(/%\(process_num\)0?(\d*)d/g, (_whole, width: string) => number.padStart(Number(width) || 0, '0')),
        names,
      );
    const options = Object.fromEntries(section.options.map((option) => [option.name, expand(option.value)]));
    const environment = parsePairs(options['environment'] ?? '');
    return { name: options['process_name'] ?? program, group, section, options, environment };
  });
}

function describeProgram(
  configured: Configured | null,
  process: Struct | null,
  running: Struct | null,
  isAsked: boolean,
  disk: Disk,
): SupervisorProgram {
  const options = configured?.options ?? {};
  const number = (name: string): number => (typeof process?.[name] === 'number' ? process[name] : 0);
  const text = (name: string): string => (typeof process?.[name] === 'string' ? cleanText(process[name]) : '');
  const folder = options['directory'] ?? textIn(running, 'directory');
  const { section } = configured ?? {};
  const command = options['command'] ?? textIn(running, 'command');
  return {
    name: configured?.name ?? text('name'),
    group: configured?.group ?? text('group'),
    state: process ? text('statename') : isAsked ? 'NOT-LOADED' : 'DAEMON-DOWN',
    pid: number('pid') || null,
    exitStatus: process && number('stop') > 0 ? number('exitstatus') : null,
    spawnError: text('spawnerr') || null,
    startedAt: isoOf(number('start')),
    stoppedAt: isoOf(number('stop')),
    running: running
      ? maskOptions(Object.fromEntries(Object.entries(running).map(([name, value]) => [name, String(value)])))
      : null,
    configured: configured ? maskOptions(options) : null,
    configuredAt: section?.modifiedAt ?? null,
    folderExists: folder?.startsWith('/') ? disk.exists(folder) : null,
    executable: command === null ? null : disk.findExecutable(splitWords(command)[0] ?? ''),
    userExists: options['user'] === undefined ? null : disk.hasUser(options['user']),
    place: section ? { file: section.file, line: section.line } : null,
    folder: folder === 'none' || folder === '' ? null : folder,
    port: configured?.environment['PORT'] ?? /(?:--port|-p)[= ](\d{2,5})\b/.exec(options['command'] ?? '')?.[1] ?? null,
    nodeOptions: configured?.environment['NODE_OPTIONS'] ? cleanText(configured.environment['NODE_OPTIONS']) : null,
    environment: hashValues(configured?.environment ?? {}),
    unknownOptions: (section?.options ?? [])
      .filter(({ name }) => !OPTIONS.has(name))
      .map(({ name, line, value }) => ({
        name: cleanText(name),
        line,
        value: isSecretName(name) ? '***' : cleanText(value),
      })),
    stdoutLog: text('stdout_logfile') || logOf(options['stdout_logfile']),
    stderrLog: text('stderr_logfile') || logOf(options['stderr_logfile']),
  };
}

const logOf = (value: string | undefined): string | null =>
  value?.startsWith('/') && !value.startsWith('/dev/') ? value : null;

const textIn = (struct: Struct | null, name: string): string | null =>
  typeof struct?.[name] === 'string' ? struct[name] : null;

const isoOf = (seconds: number): string | null =>
  seconds > 0 && seconds < 1e11 ? new Date(seconds * 1000).toISOString() : null;

/** `environment` is told by names and hashes only. */
const maskOptions = (options: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name,
      name === 'environment' || isSecretName(name) ? '***' : cleanText(value),
    ]),
  );
