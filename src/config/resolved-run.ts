// What resolving a `run:` text starts from and comes to: types only.
import type { Files } from './files.ts';

export interface RunPlace {
  /** Absolute, symlinks resolved. */
  cwd: string;
  /** The Node binary the app is to run with. */
  node: string;
  /** PATH, for commands that are neither a script nor in node_modules/.bin. */
  path: string;
  files: Files;
}

export interface ResolvedRun {
  /** Absolute where it matters; no shell is needed for it. */
  argv: string[];
  /** True when argv runs Node directly. */
  isNode: boolean;
  /** The script Node runs, when it is known. */
  script: string | null;
  /** Variables the command line or the package manager would set, over all declared ones. */
  env: Record<string, string>;
  /** Folders the package manager would put first in PATH. */
  pathFirst: string[];
  /** The texts it went through, from `run:` on: `npm start`, `node dist/main.js`. */
  via: string[];
  /** What a person should know although it works. */
  notes: string[];
}

/** Why a text can't be run as it stands, and what to write instead. */
export interface Refusal {
  reason: string;
  instead?: string;
  /** True when it is only that the file is not there, or not yet. */
  isMissing?: true;
}

export function wordsOfRefusal({ reason, instead }: Refusal): string {
  return instead === undefined ? reason : `${reason}; ${instead}`;
}
