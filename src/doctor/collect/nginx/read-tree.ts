// Reads a whole configuration: the main file and what it includes, in nginx's order, each file at most once inside itself.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { Place } from '../../facts/nginx-facts.ts';
import { globFiles, hasGlob } from './glob-files.ts';
import { type Directive, parseNginx } from './parse-nginx.ts';

export interface Tree {
  directives: Directive[];
  problem: { text: string; place: Place | null } | null;
  /** Every file that was read, and every folder whose listing decided what was read. */
  files: string[];
  folders: string[];
  /** Files that could not be read, with the reason. */
  unread: { path: string; reason: string }[];
}

const FILES_MAX = 2000;
const FILE_BYTES_MAX = 4 * 1024 * 1024;
const DIRECTIVES_MAX = 500_000;

export function readTree(main: string, root = ''): Tree {
  const tree: Tree = { directives: [], problem: null, files: [], folders: [], unread: [] };
  let count = 0;
  const complain = (text: string, place: Place | null): void => {
    tree.problem ??= { text, place };
  };
  const load = (path: string, from: Place | null, stack: string[]): Directive[] => {
    if (stack.includes(path)) {
      complain(`${path} includes itself`, from);
      return [];
    }
    if (tree.files.length >= FILES_MAX) {
      complain(`more than ${FILES_MAX} files are included`, from);
      return [];
    }
    const read = readBounded(root + path);
    if (!read.ok) {
      tree.unread.push({ path, reason: read.reason });
      if (read.reason === 'ENOENT') complain(`open() "${path}" failed (2: No such file or directory)`, from);
      return [];
    }
    tree.files.push(path);
    const parsed = parseNginx(read.text, path);
    if (parsed.problem) complain(parsed.problem.text, parsed.problem.place);
    return expand(parsed.directives, [...stack, path]);
  };
  const expand = (directives: Directive[], stack: string[]): Directive[] =>
    directives.flatMap((directive) => {
      count += 1;
      if (count > DIRECTIVES_MAX) return [];
      const [pattern] = directive.args;
      if (directive.name !== 'include' || pattern === undefined) {
        return [directive.block === null ? directive : { ...directive, block: expand(directive.block, stack) }];
      }
      const path = isAbsolute(pattern) ? pattern : join(dirname(main), pattern);
      if (hasGlob(path)) tree.folders.push(dirname(path));
      return globFiles(path, root).flatMap((one) => load(one, directive.place, stack));
    });
  tree.directives = load(main, null, []);
  return tree;
}

type Read = { ok: true; text: string } | { ok: false; reason: string };

function readBounded(path: string): Read {
  try {
    // A named pipe without a writer would hold us for ever.
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = fstatSync(fd);
      if (!stat.isFile()) return { ok: false, reason: stat.isDirectory() ? 'EISDIR' : 'EINVAL' };
      const { size } = stat;
      const buffer = Buffer.alloc(Math.min(size, FILE_BYTES_MAX));
      const length = readSync(fd, buffer, 0, buffer.length, 0);
      return { ok: true, text: buffer.toString('utf8', 0, length) };
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    return { ok: false, reason: (error as NodeJS.ErrnoException).code ?? 'EIO' };
  }
}
