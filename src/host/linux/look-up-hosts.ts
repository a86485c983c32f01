// Gives the numeric address of each host name, as the keeper binds it.
import { lookup } from 'node:dns/promises';

/** Names that this machine can't resolve are left out. */
export async function lookUpHosts(hosts: string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const host of hosts) {
    const answer = await lookup(host).catch(() => null);
    if (answer) found.set(host, answer.address);
  }
  return found;
}
