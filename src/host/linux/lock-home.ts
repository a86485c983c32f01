// Makes sure that one daemon at a time owns a home. The lock dies with its holder, however it ends.
import { DatabaseSync } from 'node:sqlite';
import { failed, ok, type Result } from '../../std/result.ts';

/** An exclusive SQLite transaction is a file lock that the kernel drops with the process: no stale pid file. */
export function lockHome(file: string): Result<{ release: () => void }, string> {
  try {
    const database = new DatabaseSync(file);
    database.exec('PRAGMA locking_mode=EXCLUSIVE; PRAGMA busy_timeout=0; BEGIN EXCLUSIVE;');
    return ok({ release: () => database.close() });
  } catch (error) {
    const { message } = error as Error;
    return failed(/locked|busy/i.test(message) ? 'held' : message);
  }
}
