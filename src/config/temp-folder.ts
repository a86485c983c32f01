// Makes a folder of files for a test and takes it away after it; no program uses it.
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export type Tree = Record<string, string | { link: string } | { program: string } | { [key: string]: unknown }>;

/** Text is written as it is, objects as JSON, `link` as a symlink, `program` as an executable file. */
export function tempFolder(tree: Tree): { folder: string; [Symbol.dispose]: () => void } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'allswell-config-')));
  for (const [name, content] of Object.entries(tree)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof content === 'string') writeFileSync(path, content);
    else if ('link' in content) symlinkSync(content.link as string, path);
    else if ('program' in content) {
      writeFileSync(path, content.program as string);
      chmodSync(path, 0o755);
    } else writeFileSync(path, JSON.stringify(content));
  }
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
