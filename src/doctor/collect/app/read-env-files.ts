// Reads the environment files of an application: names with hashes of values, owner and mode, what loaders disagree on.
import { isAbsolute, join } from 'node:path';
import { namesIn, readSmallFile, statOf } from '../../../host/linux/look-at-path.ts';
import type { EnvFile } from '../../facts/app-facts.ts';
import { hashValue } from '../hash-value.ts';
import { readEnvText } from './env-values.ts';
import type { Names } from './run-user.ts';

const FILES_MAX = 12;
const BYTES_MAX = 256 * 1024;
const NAMES_MAX = 400;
/** `.env`, `.env.production`, `.env.example` and the like; not `.envrc` (a program), not editors' copies. */
const ENV_NAME = /^\.env(?:\.[\w.-]{1,40})?$/;
const COPIES = /(?:~|\.swp|\.bak|\.orig|\.old|\.enc|\.gpg|\.vault)$/;

/** `more`: files that units name, wherever they lie. */
export function readEnvFiles(folder: string, more: string[], names: Names): EnvFile[] {
  const own = namesIn(folder)
    .filter((name) => ENV_NAME.test(name) && !COPIES.test(name))
    .map((name) => join(folder, name));
  const paths = [...new Set([...own, ...more.filter(isAbsolute)])].slice(0, FILES_MAX);
  return paths.flatMap((path) => readEnvFile(path, names) ?? []);
}

function readEnvFile(path: string, names: Names): EnvFile | null {
  const stats = statOf(path);
  if (stats === null) return null;
  if (stats === 'denied')
    return {
      path,
      owner: '',
      mode: '',
      modifiedAt: new Date(0).toISOString(),
      values: {},
      disputed: [],
      duplicates: [],
      problem: 'may not be looked at by this user',
    };
  const file = {
    path,
    owner: `${names.user(stats.uid)}:${names.group(stats.gid)}`,
    mode: (stats.mode & 0o7777).toString(8).padStart(4, '0'),
    modifiedAt: stats.mtime.toISOString(),
  };
  const read = readSmallFile(path, BYTES_MAX);
  if (read === null || read === 'denied') {
    return {
      ...file,
      values: {},
      disputed: [],
      duplicates: [],
      problem: read === 'denied' ? 'may not be read by this user' : 'is no file of a usual size',
    };
  }
  return { ...file, ...described(read.text), problem: null };
}

function described(text: string): Pick<EnvFile, 'values' | 'disputed' | 'duplicates'> {
  const { readings, disputes, duplicates } = readEnvText(text);
  const hashed = (value: string | null): string | null => (value === null ? null : hashValue(value));
  return {
    values: Object.fromEntries(
      [...readings.dotenv].slice(0, NAMES_MAX).map(([name, value]) => [name, hashValue(value)]),
    ),
    disputed: disputes.slice(0, 40).map(({ name, line, why, values }) => ({
      name,
      line,
      why,
      reads: {
        dotenv: hashed(values.dotenv),
        node: hashed(values.node),
        systemd: hashed(values.systemd),
        shell: hashed(values.shell),
      },
    })),
    duplicates: duplicates.slice(0, 40),
  };
}
