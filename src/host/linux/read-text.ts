// Reads a file as text, or says that there is none.
import { existsSync, readFileSync } from 'node:fs';

export const readText = (path: string): string | null => (existsSync(path) ? readFileSync(path, 'utf8') : null);
