// Finds the server block that nginx answers a host with: the exact name, then wildcards, then regular expressions, then the default.
import type { NginxConfig, NginxServer } from '../facts/nginx-facts.ts';

export interface FoundSite {
  server: NginxServer;
  /** False: no server block has this name, and nginx takes the default. */
  isNamed: boolean;
}

export function findSite(
  { servers }: Pick<NginxConfig, 'servers'>,
  host: string,
  port: number | null,
  isTls: boolean | null,
): FoundSite | null {
  const fitting = servers.filter(({ listens }) =>
    listens.some((one) => (port === null || one.port === port) && (isTls === null || one.isTls === isTls)),
  );
  const name = host.toLowerCase();
  const named = byName(fitting, name);
  if (named) return { server: named, isNamed: true };
  const fallback = fitting.find(({ listens }) => listens.some(({ isDefault }) => isDefault)) ?? fitting[0];
  return fallback ? { server: fallback, isNamed: false } : null;
}

function byName(servers: NginxServer[], name: string): NginxServer | undefined {
  const best = (fits: (one: string) => boolean): NginxServer | undefined => {
    const found = servers.filter(({ names }) => names.some((one) => fits(one.toLowerCase())));
    // Where plain HTTP only redirects, the block that does something is meant.
    return found.find(({ locations }) => locations.some(({ target }) => target !== null)) ?? found[0];
  };
  return (
    best((one) => one === name) ??
    best((one) => one.startsWith('.') && (name === one.slice(1) || name.endsWith(one))) ??
    best((one) => one.startsWith('*.') && name.endsWith(one.slice(1))) ??
    best((one) => one.endsWith('.*') && name.startsWith(one.slice(0, -1))) ??
    best((one) => one.startsWith('~') && matches(one.slice(1), name))
  );
}

const TEXT_MAX = 200;

function matches(source: string, name: string): boolean {
  // PCRE's named groups are written otherwise; patterns are an administrator's own, yet a sheet may come from anywhere.
  if (source.length > TEXT_MAX || /([+*}])\)?[+*{]/.test(source)) return false;
  try {
    return new RegExp(source.replaceAll('(?P<', '(?<'), 'i').test(name);
  } catch {
    return false;
  }
}
