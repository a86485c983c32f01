// What looking at an app's folder comes to: types only.
import type { PoolKind } from './model.ts';

export interface Detected<T> {
  value: T;
  /** Where it was seen, for people: `package.json`, `src/main.ts: listen(3000)`. */
  from: string;
}

export interface DetectedPool {
  name: string;
  kind: PoolKind;
  run: string;
  from: string;
  port: Detected<number> | null;
  /** A path that is likely to tell the app's health; never certain enough to be switched on unseen. */
  health: Detected<string> | null;
  /** What a person should look at in this pool. */
  notes: string[];
}

export interface DetectedApp {
  name: Detected<string>;
  /** What it is built with, e.g. `NestJS`. */
  framework: Detected<string>;
  node: Detected<string> | null;
  /** `isReadByApp` when the app has a library that loads the file itself. */
  envFile: (Detected<string> & { isReadByApp: boolean }) | null;
  pools: DetectedPool[];
  /** What was seen and is not in the configuration, with the reason. */
  leftOut: string[];
}
