// Makes sure that one daemon at a time owns a home. The lock dies with its holder, however it ends.
import { DatabaseSync } from 'node:sqlite';
import { failed, ok, type Result } from '../../std/result.ts';

/** The kernel lets a lock go with its file, and a database that nobody refers to any more is collected with its file. */
const held = new Set<DatabaseSync>();
/** A daemon whose keeper has died ends what it left behind before it goes: its successor waits that long. */
const WAIT_MS = 4000;

/** An exclusive SQLite transaction is a file lock that the kernel drops with the process: no stale pid file. */
export function lockHome(file: string): Result<null, string> {
  try {
    const database = new DatabaseSync(file);
    database.exec(`PRAGMA locking_mode=EXCLUSIVE; PRAGMA busy_timeout=${WAIT_MS}; BEGIN EXCLUSIVE;`);
    held.add(database);
    return ok(null);
  } catch (error) {
    const { message } = error as Error;
    return failed(/locked|busy/i.test(message) ? 'held' : message);
  }
}
