// The typed face of `allswell/app`. Every function does nothing where the process is not kept by Allswell.

/** True when this process is looked after by Allswell. */
export declare function isKept(): boolean;

/** Says that the app is ready; what `ready: message` in allswell.yaml waits for. */
export declare function ready(): void;

/** Calls `hook` once traffic may come: the place to start timers and consumers that must not run in standby. */
export declare function onServe(hook: () => unknown): void;

/** Calls `hook` when the worker is about to leave; a promise is waited for, up to the pool's `drain`. */
export declare function onDrain(hook: () => unknown): void;
