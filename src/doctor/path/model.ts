// The words of the path that a request takes through the machine, from a name to a database. Types only.
import type { EntityKey, Evidence } from '../model.ts';

export interface Hop {
  what:
    | 'name'
    | 'nginx'
    | 'site'
    | 'location'
    | 'upstream'
    | 'socket'
    | 'process'
    | 'keeper'
    | 'application'
    | 'database';
  /** Null: it could not be found out, or it is nobody's business whether. */
  isOk: boolean | null;
  says: string;
  evidence: Evidence[];
}

export interface Path {
  /** As the person typed it. */
  target: string;
  hops: Hop[];
  /** Whom findings must be about to be about this path. */
  keys: EntityKey[];
}

export type PathTarget =
  | { kind: 'url'; isTls: boolean | null; host: string; port: number | null; path: string }
  | { kind: 'port'; port: number }
  | { kind: 'name'; name: string };
