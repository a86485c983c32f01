// Puts the lines of many log files in the order of time. Lines carry no time of their own: the daemon's index of file
// lengths, one entry a second, says when a line had been written at the latest.
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';

export interface LogLine {
  at: number;
  file: string;
  text: string;
}

interface Mark {
  at: number;
  size: number;
}

/** Nobody reads more than this of one file at once; what is older is still in the file. */
const READ_BYTES_MAX = 4 * 1024 * 1024;

/** The log files of an app (`web.1.out.log`), all or those of one pool or seat. */
export function findLogFiles(folder: string, pool: string | null, seat: number | null): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /\.(out|err)\.log$/.test(name))
    .filter((name) => pool === null || name.startsWith(`${pool}.`))
    .filter((name) => seat === null || name.startsWith(`${pool}.${seat}.`))
    .toSorted();
}

export function readLogLines(folder: string, files: string[], since: number): LogLine[] {
  const marks = readMarks(folder);
  const lines = files.flatMap((file) => readFile(folder, file, marks.get(file) ?? []));
  return lines.filter((line) => line.at >= since).toSorted((a, b) => a.at - b.at);
}

function readFile(folder: string, file: string, marks: Mark[]): LogLine[] {
  const { text, from } = readEnd(join(folder, file));
  let offset = from;
  let mark = 0;
  return text.split('\n').flatMap((line) => {
    offset += Buffer.byteLength(line) + 1;
    while (mark < marks.length && (marks[mark]?.size ?? 0) < offset) mark += 1;
    return line === '' ? [] : [{ at: marks[mark]?.at ?? Date.now(), file, text: line }];
  });
}

function readEnd(path: string): { text: string; from: number } {
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    const from = Math.max(0, size - READ_BYTES_MAX);
    const buffer = Buffer.alloc(size - from);
    readSync(fd, buffer, 0, buffer.length, from);
    const text = buffer.toString('utf8');
    // The first line of a part is the rest of one: left out.
    const cut = from === 0 ? 0 : text.indexOf('\n') + 1;
    return { text: text.slice(cut), from: from + Buffer.byteLength(text.slice(0, cut)) };
  } finally {
    closeSync(fd);
  }
}

function readMarks(folder: string): Map<string, Mark[]> {
  const marks = new Map<string, Mark[]>();
  for (const name of ['index.jsonl.1', 'index.jsonl']) {
    const path = join(folder, name);
    if (!existsSync(path)) continue;
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      const record = parse(line);
      for (const [file, size] of Object.entries(record?.sizes ?? {})) {
        const own = marks.get(file) ?? [];
        // A file that was emptied begins anew.
        if ((own.at(-1)?.size ?? 0) > size) own.length = 0;
        own.push({ at: record?.at ?? 0, size });
        marks.set(file, own);
      }
    }
  }
  return marks;
}

function parse(line: string): { at: number; sizes: Record<string, number> } | null {
  try {
    return line === '' ? null : (JSON.parse(line) as { at: number; sizes: Record<string, number> });
  } catch {
    return null;
  }
}
