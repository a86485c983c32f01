// Says what one application is, through its releases: `/srv/shop/current` and `/srv/shop/releases/7` are both `/srv/shop`.
const RELEASE = /^(.+?)\/(?:releases?|versions|builds|deploys?|artifacts)\/[^/]+(?:\/.*)?$/;
const CURRENT = /^(.+?)\/(?:current|live|active|latest|previous)(?:\/.*)?$/;
/** What compilers make: the application is above it. */
const BUILD = /\/(?:dist|build|out|lib|src|bin)$/;

export function appRootOf(folder: string): string {
  const plain = folder.replace(/\/+$/, '').replace(BUILD, '');
  return RELEASE.exec(plain)?.[1] ?? CURRENT.exec(plain)?.[1] ?? plain;
}

/** Folders in which everybody's programs stand tell nothing. */
const NOBODYS = new Set([
  '',
  '/',
  '/root',
  '/home',
  '/tmp',
  '/var',
  '/srv',
  '/opt',
  '/var/www',
  '/www/wwwroot',
  '/usr/bin',
  '/etc',
]);

export function isSameApp(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return false;
  const root = appRootOf(one);
  return !NOBODYS.has(root) && root === appRootOf(other);
}

/** The release's name where the folder is one. */
export const releaseOf = (folder: string): string | null =>
  /\/(?:releases?|versions|builds|deploys?|artifacts)\/([^/]+)/.exec(folder)?.[1] ?? null;
