// Lists the files of the project: those that Git tracks or would, or without Git those that are not made by a tool.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const MADE = ['node_modules', 'dist', '.git', '.tools'];

export function listFiles(root: string): string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const git = spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  // Git also names what was deleted and not yet committed.
  if (git.status === 0) return git.stdout.split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
  return walk(root, '');
}

function walk(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (MADE.includes(entry.name)) return [];
    return entry.isDirectory() ? walk(root, path) : [path];
  });
}
