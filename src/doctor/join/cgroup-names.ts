// Reads control groups by their names: which unit one is, which container, and whether it is one of this machine's own.
const UNIT = /^[\w:.\\@-]{1,255}\.(?:service|scope)$/;
const CONTAINER = /(?:^|[/:-])([0-9a-f]{64})(?:\.scope)?(?:\/|$)/;
const OWN = /^\/(?:system|user|machine|init)\.(?:slice|scope)(?:\/|$)/;

/** The innermost: a user's service lies in `user@1000.service`, a delegated group below its unit. */
export function unitOf(path: string): string | null {
  return path.split('/').findLast((part) => UNIT.test(part)) ?? null;
}

/** The first twelve digits of its id, as `docker ps` shows them. */
export const containerOf = (path: string): string | null => CONTAINER.exec(path)?.[1]?.slice(0, 12) ?? null;

/** A group below another machine's root (`/lxc/one/system.slice/…`) has units of that machine. */
export const isOfThisMachine = (path: string): boolean => OWN.test(path);
