// What is installed on a server: types only.
import type { SocketAddress } from '../supervise/model.ts';

export interface UnitFacts {
  /** Absolute paths of what systemd starts. */
  node: string;
  keeper: string;
  /** The state folder, where it is not the usual one. */
  home: string | null;
  /** Numeric addresses that the apps listen on, each once. */
  addresses: SocketAddress[];
}

export interface PlannedFile {
  unit: string;
  path: string;
  /** What it is to hold; null when it is to go. */
  text: string | null;
  /** What it holds now; null when it isn't there. */
  present: string | null;
  change: 'write' | 'overwrite' | 'remove' | 'none';
}
