// Loads the supervisor that stands trial: the project's own, or a copy of its folder with a mistake put in.
import { pathToFileURL } from 'node:url';
import type { Supervisor } from './model.ts';

export const ownSupervisor = new URL('../../src/supervise/', import.meta.url).href;

export const folderUrl = (path: string): string => pathToFileURL(path.endsWith('/') ? path : `${path}/`).href;

/** `folder`: the URL of a folder that holds what src/supervise holds. */
export async function loadSupervisor(folder: string): Promise<Supervisor> {
  const { newApp, reduceApp } = (await import(new URL('reduce-app.ts', folder).href)) as Pick<
    Supervisor,
    'newApp' | 'reduceApp'
  >;
  const { nextWake } = (await import(new URL('next-wake.ts', folder).href)) as Pick<Supervisor, 'nextWake'>;
  const { checkApp } = (await import(new URL('invariants.ts', folder).href)) as Pick<Supervisor, 'checkApp'>;
  return { newApp, reduceApp, nextWake, checkApp };
}
