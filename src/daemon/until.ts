// Waits until an app has come to a state. "Stopped" is said when the processes have gone, not when they were asked.
import type { KeptApp } from './kept-app.ts';
import type { Daemon } from './surroundings.ts';

const LOOK_EVERY_MS = 20;

export async function until(daemon: Daemon, app: KeptApp, isReached: () => boolean): Promise<void> {
  while (daemon.apps.get(app.state.name) === app && !isReached()) {
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
