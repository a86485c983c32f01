// Everything that may be expected to go wrong, as data. The words are in explain-failure.ts.
import type { RollFailure } from '../supervise/model.ts';

export type Failure =
  /** `keeper`: the pid of one that lives all the same. */
  | { code: 'daemon-unreachable'; home: string; reason: string; keeper: number | null }
  | { code: 'daemon-went-away'; home: string }
  | { code: 'daemon-did-not-start'; home: string; lastWords: string[] }
  | { code: 'home-in-use'; home: string; pid: number | null }
  | { code: 'home-unwritable'; home: string; reason: string }
  | { code: 'state-too-new'; file: string; found: number; known: number }
  | { code: 'config-not-found'; from: string }
  | { code: 'config-invalid'; file: string; text: string }
  | { code: 'launch-refused'; app: string; problems: { pool: string; message: string }[] }
  | { code: 'app-unknown'; app: string | null; known: string[] }
  | { code: 'pool-unknown'; app: string; pool: string; known: string[] }
  | { code: 'seat-unknown'; app: string; pool: string; seat: number; seats: number }
  | { code: 'target-invalid'; text: string }
  | { code: 'scale-refused'; pool: string; reason: string }
  | { code: 'roll-failed'; app: string; generation: number; keeps: number; failure: RollFailure; wasCommitted: boolean }
  | { code: 'roll-superseded'; app: string; generation: number; by: number }
  | { code: 'overlap-refused'; app: string; reason: string }
  | { code: 'app-frozen'; app: string; reason: string }
  | { code: 'needs-root'; command: string }
  | { code: 'systemd-missing' }
  | { code: 'program-writable'; path: string; by: string }
  | { code: 'program-passing'; path: string }
  | { code: 'nothing-to-install' }
  | { code: 'unit-of-other-home'; home: string; unitHome: string }
  | { code: 'systemd-refused'; command: string; reason: string; isPutBack: boolean }
  | { code: 'bug'; text: string };

export type FailureCode = Failure['code'];
