// Reads addresses as nginx and listeners write them, and says whether one listens where another connects.
import type { ListenerFact } from '../facts/process-facts.ts';

export interface TcpAddress {
  host: string;
  port: number;
}

/** `unix:/run/x.sock:/uri` → `/run/x.sock`. */
export const unixPathOf = (address: string): string => address.replace(/^unix:/, '').replace(/:.*$/, '');

export const isUnix = (address: string): boolean => address.startsWith('unix:');

/** `127.0.0.1:3000`, `[::1]:3000`, `localhost:3000`; null for unix sockets and bare names. */
export function readTcp(address: string): TcpAddress | null {
  if (isUnix(address)) return null;
  const found = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(address);
  return found ? { host: found[1] ?? found[2] ?? '', port: Number(found[3]) } : null;
}

/** `127.0.0.1:3000` as the port alone in words, a socket as its path. */
export const nameOf = (address: string): string => (isUnix(address) ? unixPathOf(address) : address);

const ANY_V4 = new Set(['0.0.0.0', '*']);
const ANY_V6 = new Set(['::', '[::]', '*']);
const isV6 = (host: string): boolean => host.includes(':');

/** What a listener on `host` means for one who connects to `wanted`, an address and no name. */
export function accepts(listenHost: string, wanted: string): boolean {
  const own = plain(listenHost);
  const other = plain(wanted);
  if (own === other) return true;
  if (isV6(other)) return ANY_V6.has(own);
  // `::` takes IPv4 too, unless a program asked for IPv6 only (net.ipv6.bindv6only is 0 everywhere by default).
  if (ANY_V4.has(own) || own === '::') return true;
  return own === `::ffff:${other}`;
}

const plain = (host: string): string => host.replace(/^\[|\]$/g, '').toLowerCase();

export const isLoopback = (host: string): boolean =>
  /^(127\.\d+\.\d+\.\d+|::1|\[::1\]|localhost|::ffff:127\.\d+\.\d+\.\d+)$/i.test(host);

/** An address that reaches a listener from this machine. */
export function reachable({ host, port, path }: Pick<ListenerFact, 'host' | 'port' | 'path'>): string {
  if (port === null) return `unix:${path}`;
  const plainHost = host === null ? '*' : plain(host);
  if (ANY_V4.has(plainHost) || plainHost === '::') return `127.0.0.1:${port}`;
  return `${isV6(plainHost) ? `[${plainHost}]` : plainHost}:${port}`;
}

/** Listeners that take connections to one of these literal addresses on this port. */
export function listenersAt(
  listeners: readonly ListenerFact[],
  hosts: readonly string[],
  port: number,
): ListenerFact[] {
  return listeners.filter(
    (one) => one.kind === 'tcp' && one.port === port && hosts.some((host) => accepts(one.host ?? '*', host)),
  );
}
