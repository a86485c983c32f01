// Finds the application on disk that a message, a keeper or a path belongs to.
import type { AppFact } from '../facts/app-facts.ts';
import type { EntityKey, FactId, Facts } from '../model.ts';
import { isSameApp } from './app-root.ts';

/** By who starts it, then by folder. */
export function appOf(facts: Facts<FactId>, about: readonly EntityKey[]): AppFact | null {
  const apps = facts.find('apps') ?? [];
  const folders = about.flatMap((key) => (key.startsWith('app:') ? [key.slice(4)] : []));
  return (
    apps.find(({ folder, linkedFrom }) => folders.some((one) => one === folder || linkedFrom.includes(one))) ??
    apps.find(({ startedBy }) => startedBy?.some((key) => about.includes(key))) ??
    apps.find(({ folder }) => folders.some((one) => isSameApp(one, folder))) ??
    null
  );
}

/** The deepest folder that the path lies in. */
export function appAt(facts: Facts<FactId>, path: string): AppFact | null {
  const around = (facts.find('apps') ?? []).filter(({ folder, linkedFrom }) =>
    [folder, ...linkedFrom].some((one) => path === one || path.startsWith(`${one}/`)),
  );
  return around.toSorted((a, b) => b.folder.length - a.folder.length)[0] ?? null;
}

/** Shorter for people: `/srv/shop/dist/main.js` in `/srv/shop` is `dist/main.js`. */
export function within(app: Pick<AppFact, 'folder' | 'linkedFrom'> | null, path: string): string {
  const folder = app && [app.folder, ...app.linkedFrom].find((one) => path.startsWith(`${one}/`));
  return folder ? path.slice(folder.length + 1) : path;
}

/** How packages are installed here, as the lockfile says, without running as another user than the folder's owner. */
export function installCommands(app: AppFact): string[] {
  const owner = app.owners[0]?.user ?? null;
  const as = owner === null || owner === 'root' ? '' : `sudo -u ${owner} `;
  const command = {
    npm: 'npm ci',
    pnpm: 'pnpm install --frozen-lockfile',
    yarn: 'yarn install --frozen-lockfile',
    bun: 'bun install --frozen-lockfile',
  }[app.lockfile?.kind ?? 'npm'];
  return [`cd ${app.folder}`, `${as}${app.lockfile ? command : 'npm install'}`];
}

/** `npm run build` and its like. */
export function buildCommands(app: AppFact): string[] {
  const owner = app.owners[0]?.user ?? null;
  const as = owner === null || owner === 'root' ? '' : `sudo -u ${owner} `;
  return [
    `cd ${app.folder}`,
    `${as}${app.lockfile?.kind === 'npm' || !app.lockfile ? 'npm' : app.lockfile.kind} run build`,
  ];
}
