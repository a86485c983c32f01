// Decides which addresses systemd is to hold: numeric ones, each once, in an order that never changes by itself.
import type { SocketAddress } from '../../supervise/model.ts';
import { parseSocketKey } from '../../supervise/sockets.ts';

/** `numbers` gives the address that a host name stands for on this machine. */
export function listenAddresses(listen: string[], numbers: Map<string, string>): SocketAddress[] {
  const found = new Map<string, SocketAddress>();
  for (const { host, port } of listen.map(parseSocketKey)) {
    const address = { host: numbers.get(host) ?? host, port };
    found.set(`${address.host} ${port}`, address);
  }
  return [...found.values()].toSorted((a, b) => a.port - b.port || (a.host < b.host ? -1 : 1));
}

export const hostsOf = (listen: string[]): string[] => [...new Set(listen.map((key) => parseSocketKey(key).host))];
