// Writes a file that only its owner may read, whole or not at all.
import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Throws what the file system throws. */
export function writePrivateFile(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.new`;
  try {
    writeFileSync(temporary, text, { mode: 0o600, flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
