// Collects what this machine makes of the names that nginx uses: /etc/hosts, and the resolver's answer in its order.
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { readTcp } from '../../join/addresses.ts';
import { passedAddresses } from '../../join/passed-targets.ts';
import { type Collector, known, type Look, none } from '../collector.ts';

const NAMES_MAX = 12;
const TIMEOUT_MS = 1500;

export const namesCollector: Collector = {
  name: 'names',
  ids: ['host.names'],
  stage: 2,
  budgetMs: 2000,
  collect: async (look) => {
    const config = look.find('nginx.config');
    if (config === null) return { 'host.names': none };
    const behind = passedAddresses(config).map((address) => readTcp(address)?.host ?? '');
    const sites = config.servers.flatMap((server) => server.names);
    const names = [...new Set(['localhost', ...behind, ...sites])].filter(isName).slice(0, NAMES_MAX);
    const answers = await Promise.all(names.map(async (name) => [name, await resolve(look, name)] as const));
    return {
      'host.names': known({
        hosts: readHosts(textOf('/etc/hosts')),
        resolved: Object.fromEntries(answers.flatMap(([name, found]) => (found === null ? [] : [[name, found]]))),
        own: Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address)),
      }),
    };
  },
};

const isName = (text: string): boolean => /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text) && /[a-z]/i.test(text);

/** A program of its own, because a question to a dead resolver can't be taken back. Null: it did not answer. */
async function resolve(look: Look, name: string): Promise<string[] | null> {
  const { status, stdout, trouble } = await look.run('getent', ['ahosts', name], {
    timeoutMs: TIMEOUT_MS,
    outputBytesMax: 64 * 1024,
  });
  if (trouble !== null || (status !== 0 && status !== 2)) return null;
  return readAhosts(stdout);
}

/** `127.0.0.1       STREAM localhost`, each address three times. */
export function readAhosts(output: string): string[] {
  const addresses = output.split('\n').flatMap((line) => /^(\S+)\s+STREAM\b/.exec(line)?.[1] ?? []);
  return [...new Set(addresses)];
}

/** hosts(5): every name with its addresses, in order. */
export function readHosts(text: string): Record<string, string[]> {
  const hosts: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const line of text.split('\n')) {
    const [address, ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/);
    if (!address) continue;
    for (const name of names) (hosts[name.toLowerCase()] ??= []).push(address);
  }
  return { ...hosts };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').slice(0, 256 * 1024);
  } catch {
    return '';
  }
}
