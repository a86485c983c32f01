// What the configuration asks of a file system: an interface, so that what decides on files can be tried without any.
import type { Result } from '../std/result.ts';

export type FileTrouble = 'absent' | 'denied' | 'not a file' | 'unreadable';

export interface Files {
  read(path: string): Result<string, FileTrouble>;
  /** Symlinks are followed; null for what isn't there or can't be seen. */
  kind(path: string): 'file' | 'folder' | null;
  realPath(path: string): string | null;
  isExecutable(path: string): boolean;
  /** Names in a folder, sorted; none when it can't be read. */
  names(folder: string): string[];
}

/** The text of a file, or null for any reason it can't be had. */
export function textOf(files: Files, path: string): string | null {
  const read = files.read(path);
  return read.ok ? read.value : null;
}

/** The object in a JSON file, or null when there is none. */
export function jsonOf(files: Files, path: string): Record<string, unknown> | null {
  const text = textOf(files, path);
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
