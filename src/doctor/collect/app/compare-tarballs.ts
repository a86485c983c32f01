// Compares installed packages with the tarballs that npm keeps in its cache, by the lockfile's integrity. Bounded.
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ModulesFact } from '../../facts/app-facts.ts';
import { maskText } from '../mask.ts';
import type { LockedPackage } from './lockfile.ts';

const TIME_MS = 200;
const TARBALL_BYTES_MAX = 2 * 1024 * 1024;
const UNPACKED_BYTES_MAX = 24 * 1024 * 1024;
const ALTERED_MAX = 20;

/** `caches`: folders such as /root/.npm/_cacache. Files that an install script changed or added are no concern: only what the tarball holds. */
export async function compareTarballs(
  folder: string,
  packages: LockedPackage[],
  caches: string[],
): Promise<{ altered: string[]; compared: NonNullable<ModulesFact['compared']> }> {
  const began = performance.now();
  const candidates = packages.filter((one) => one.integrity !== null && one.place !== null && !one.isOptional);
  const altered: string[] = [];
  let checked = 0;
  let isLate = false;
  for (const one of candidates) {
    if (performance.now() - began > TIME_MS) {
      isLate = true;
      break;
    }
    const tarball = cachedTarball(one.integrity ?? '', caches);
    if (tarball === null) continue;
    const differences = alteredFiles(join(folder, one.place ?? ''), tarball);
    if (differences === null) continue;
    checked += 1;
    if (altered.length < ALTERED_MAX) altered.push(...differences.map((file) => maskText(`${one.name}/${file}`)));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const why =
    candidates.length === 0
      ? 'the lockfile names no tarballs'
      : isLate
        ? `there was time for ${TIME_MS} ms`
        : checked < candidates.length
          ? "npm's cache on this machine has no more"
          : null;
  return { altered: altered.slice(0, ALTERED_MAX), compared: { checked, of: candidates.length, why } };
}

/** cacache keeps contents at content-v2/<algorithm>/<2 hex>/<2 hex>/<rest>. */
function cachedTarball(integrity: string, caches: string[]): Buffer | null {
  const found = /^(sha512|sha1)-([A-Za-z\d+/=]{20,100})/.exec(integrity);
  if (!found) return null;
  const [, algorithm = '', base64 = ''] = found;
  const hex = Buffer.from(base64, 'base64').toString('hex');
  for (const cache of caches) {
    const path = join(cache, 'content-v2', algorithm, hex.slice(0, 2), hex.slice(2, 4), hex.slice(4));
    try {
      if (statSync(path).size > TARBALL_BYTES_MAX) return null;
      const bytes = readFileSync(path);
      // A damaged cache proves nothing.
      return createHash(algorithm).update(bytes).digest('hex') === hex ? bytes : null;
    } catch {
      // Not in this one.
    }
  }
  return null;
}

/** Files of the tarball that are missing, or of which the bytes differ; null when the tarball can't be read. */
function alteredFiles(folder: string, tarball: Buffer): string[] | null {
  let tar: Buffer;
  try {
    tar = gunzipSync(tarball, { maxOutputLength: UNPACKED_BYTES_MAX });
  } catch {
    return null;
  }
  return tarFiles(tar).flatMap(({ path, bytes }) => {
    // npm writes its own package.json's end of line and fields in some versions.
    if (path === 'package.json' || path.split('/').includes('..')) return [];
    try {
      const installed = readFileSync(join(folder, path));
      return installed.equals(bytes) || withoutReturns(installed) === withoutReturns(bytes)
        ? []
        : [`${path} (${installed.length} bytes, ${bytes.length} in the tarball)`];
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? [`${path} (missing)`] : [];
    }
  });
}

/** npm makes the line ends of programs (`bin`) plain. */
const withoutReturns = (bytes: Buffer): string =>
  bytes.length < 256 * 1024 && bytes.subarray(0, 2).toString() === '#!'
    ? bytes.toString('latin1').replaceAll('\r\n', '\n')
    : bytes.toString('latin1');

/** ustar with the long names that npm packs write as pax headers. */
export function tarFiles(tar: Buffer): { path: string; bytes: Buffer }[] {
  const files: { path: string; bytes: Buffer }[] = [];
  let longName: string | null = null;
  for (let at = 0; at + 512 <= tar.length; ) {
    const header = tar.subarray(at, at + 512);
    const name = textAt(header, 0, 100);
    if (name === '') break;
    const size = Number.parseInt(textAt(header, 124, 12).trim() || '0', 8);
    if (!Number.isFinite(size) || size < 0) break;
    const type = String.fromCharCode(header[156] ?? 0);
    const bytes = tar.subarray(at + 512, at + 512 + size);
    if (type === 'x') longName = /\d+ path=([^\n]+)\n/.exec(bytes.toString('utf8'))?.[1] ?? longName;
    else if (type === 'L') longName = bytes.toString('utf8').replaceAll('\0', '');
    else {
      const prefix = textAt(header, 345, 155);
      const path: string = longName ?? (prefix === '' ? name : `${prefix}/${name}`);
      longName = null;
      // The first folder is `package`, whatever it is called.
      if (type === '0' || type === '\0') files.push({ path: path.slice(path.indexOf('/') + 1), bytes });
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

const textAt = (header: Buffer, from: number, length: number): string => {
  const text = header.toString('utf8', from, from + length);
  const end = text.indexOf('\0');
  return end === -1 ? text : text.slice(0, end);
};
