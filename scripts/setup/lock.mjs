// One set-up at a time in a checkout. The lock is a folder with one file that names its holder by pid and start time.
// It is renamed into place together with that file, and taken over from a dead holder by renaming the file:
// both are atomic, so two takers can't both win.
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const LOOK_AGAIN_MS = 200;

/**
 * @param {string} folder
 * @param {(holder: string) => void} onWait told once for each holder waited for
 */
export async function takeLock(folder, onWait) {
  const me = identify(process.pid);
  const mine = join(folder, me);
  let waitedFor = '';
  for (;;) {
    if (tryTake(folder, me)) break;
    const holder = holderOf(folder);
    if (holder === null) {
      await delay(1);
      continue;
    }
    if (!isAlive(holder) && !isAlive(childOf(join(folder, holder)))) {
      if (tryRename(join(folder, holder), mine)) break;
      continue;
    }
    if (holder !== waitedFor) onWait(holder.split('@')[0] ?? holder);
    waitedFor = holder;
    await delay(LOOK_AGAIN_MS);
  }
  return {
    /** A child that works for us: while it lives the lock is held, even if we die. @param {number} pid */
    holdFor: (pid) => writeFileSync(mine, identify(pid)),
    release() {
      unlinkSync(mine);
      try {
        rmdirSync(folder);
      } catch {
        // The next one has already put its own folder in the place of our empty one.
      }
    },
  };
}

/** @param {string} folder @param {string} me */
function tryTake(folder, me) {
  mkdirSync(dirname(folder), { recursive: true });
  const prepared = `${folder}.${me}`;
  mkdirSync(prepared, { recursive: true });
  writeFileSync(join(prepared, me), '');
  if (tryRename(prepared, folder)) return true;
  rmSync(prepared, { recursive: true });
  return false;
}

/** @param {string} from @param {string} to */
function tryRename(from, to) {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    const code = /** @type {NodeJS.ErrnoException} */ (error).code;
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOENT') return false;
    throw error;
  }
}

/** @param {string} folder */
function holderOf(folder) {
  try {
    return readdirSync(folder)[0] ?? null;
  } catch {
    // Released between our try and this look.
    return null;
  }
}

/** @param {string} file */
function childOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** @param {number} pid */
function identify(pid) {
  return `${pid}@${startOf(pid)}`;
}

/** @param {string} identity */
function isAlive(identity) {
  const [pid = '', start] = identity.split('@');
  return pid !== '' && start !== 'gone' && startOf(Number(pid)) === start;
}

/** Clock ticks from boot to the start of a process (field 22 of proc(5) stat): with the pid it names one process. @param {number} pid */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'gone' : (fields[19] ?? 'gone');
  } catch {
    return 'gone';
  }
}
