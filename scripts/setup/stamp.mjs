// A stamp is a hash of what something was made from, kept beside the result: the same hash means nothing to do.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** @param {string} file @param {string} hash */
export function isStamped(file, hash) {
  return readText(file) === hash;
}

/** @param {string} file @param {string} hash */
export function writeStamp(file, hash) {
  writeFileSync(file, hash);
}

/** @param {unknown[]} parts anything JSON can hold */
export function hashOf(...parts) {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/**
 * Names and contents of files and of all files in folders. What is not there counts as absent.
 * @param {string} base
 * @param {string[]} names
 */
export function hashOfFiles(base, names) {
  const files = names.flatMap((name) => filesUnder(join(base, name))).toSorted();
  return hashOf(files.map((file) => [relative(base, file), readText(file)]));
}

/** @param {string} path */
export function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Absent and unreadable are the same here: there is no such stamp or input.
    return null;
  }
}

/** @param {string} path @returns {string[]} */
function filesUnder(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => (name === 'node_modules' ? [] : filesUnder(join(path, name))));
}
