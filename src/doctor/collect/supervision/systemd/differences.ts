// Says in which directives a unit's files differ from what systemd has in memory of them. Pure.
import { type UnitAssignment, valuesInForce } from '../../../../host/linux/lex-unit-file.ts';
import { splitWords } from '../../../../host/linux/systemd-words.ts';
import { parseCommand, parseEnvironmentFiles, type Properties } from './parse-show.ts';

/** Those whose written and shown forms can be compared without expanding specifiers; one with a `%` is left out. */
export function differencesIn(written: readonly UnitAssignment[], shown: Properties): string[] {
  const onDisk = (key: string): string[] => valuesInForce(written, 'Service', key).map(({ value }) => value);
  const inMemory = (key: string): string[] => (shown.get(key) ?? []).filter((value) => value !== '');
  const last = (key: string): string => onDisk(key).at(-1) ?? '';
  const pairs: [string, string, string][] = [
    [
      'ExecStart',
      ...commands(
        onDisk('ExecStart')
          .join(' ')
          .replace(/^[-+:!@|]+/, ''),
        inMemory('ExecStart')
          .flatMap(parseCommand)
          .map(({ line }) => line)
          .join(' '),
      ),
    ],
    ['User', last('User'), inMemory('User')[0] ?? ''],
    ['Group', last('Group'), inMemory('Group')[0] ?? ''],
    [
      'WorkingDirectory',
      last('WorkingDirectory').replace(/^-/, ''),
      (inMemory('WorkingDirectory')[0] ?? '').replace(/^!/, ''),
    ],
    [
      'Environment',
      sorted(onDisk('Environment').flatMap(splitWords)),
      sorted(inMemory('Environment').flatMap(splitWords)),
    ],
    [
      'EnvironmentFile',
      sorted(onDisk('EnvironmentFile').map((path) => path.replace(/^-/, ''))),
      sorted(parseEnvironmentFiles(inMemory('EnvironmentFiles')).map(({ path }) => path)),
    ],
    ['Restart', last('Restart') || 'no', inMemory('Restart')[0] ?? 'no'],
  ];
  return pairs.filter(([, disk, memory]) => disk !== memory && !disk.includes('%')).map(([key]) => key);
}

/** Quotes are gone in what is shown; a bare name is shown with its folder. */
function commands(disk: string, memory: string): [string, string] {
  const written = splitWords(disk).join(' ');
  return [written, written.startsWith('/') ? memory : memory.replace(/^\S*\//, '')];
}

/** Several assignments of one name: the last counts. */
const sorted = (values: string[]): string =>
  [...new Map(values.map((value) => [value.split('=')[0], value])).values()].toSorted().join('\n');
