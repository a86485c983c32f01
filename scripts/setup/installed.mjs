// Whether a folder's node_modules are those of its package-lock.json.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf, isStamped, readText, writeStamp } from './stamp.mjs';

const DEPENDENCY_FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/** @param {string} folder */
export function isInstalled(folder) {
  if (isStamped(stampOf(folder), wantedHash(folder))) return true;
  if (!holdsWhatIsLocked(folder)) return false;
  markInstalled(folder);
  return true;
}

/** @param {string} folder */
export function markInstalled(folder) {
  const stamp = stampOf(folder);
  if (existsSync(join(folder, 'node_modules'))) writeStamp(stamp, wantedHash(folder));
}

/** @param {string} folder */
function stampOf(folder) {
  return join(folder, 'node_modules', '.allswell-stamp');
}

/** @param {string} folder */
function wantedHash(folder) {
  const manifest = readJson(join(folder, 'package.json'));
  const lockfile = readText(join(folder, 'package-lock.json'));
  return hashOf(lockfile, dependencyFields(manifest), process.platform, process.arch);
}

/**
 * True after somebody's own `npm ci` or `npm install`: npm leaves a note of what it installed.
 * @param {string} folder
 */
function holdsWhatIsLocked(folder) {
  const locked = readJson(join(folder, 'package-lock.json'))?.packages;
  const present = readJson(join(folder, 'node_modules', '.package-lock.json'))?.packages;
  if (locked === undefined || present === undefined) return false;
  const { '': own, ...packages } = locked;
  if (hashOf(dependencyFields(own)) !== hashOf(dependencyFields(readJson(join(folder, 'package.json'))))) return false;
  return Object.entries(packages).every(([path, entry]) => {
    // Another platform's package is rightly missing.
    if (present[path] === undefined) return entry.optional === true;
    return present[path].version === entry.version && present[path].integrity === entry.integrity;
  });
}

/** @param {any} manifest */
function dependencyFields(manifest) {
  return DEPENDENCY_FIELDS.map((field) => {
    const versions = manifest?.[field] ?? {};
    return Object.keys(versions)
      .toSorted()
      .map((name) => [name, versions[name]]);
  });
}

/** @param {string} path @returns {any} */
function readJson(path) {
  try {
    return JSON.parse(readText(path) ?? '');
  } catch {
    // Absent or broken: then it proves nothing.
    return undefined;
  }
}
