// Reads Redis' INFO and CLIENT LIST: numbers of memory, clients and persistence, and whose the connections are.
import type { DatabaseFact, DatabaseTrouble } from '../../facts/database-facts.ts';
import { maskText } from '../mask.ts';
import type { Session } from './group-sessions.ts';

/** `name:value` lines. */
export function parseInfo(text: string): Map<string, string> {
  return new Map([...text.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name = '', value = '']) => [name, value]));
}

export function numbersOfInfo(info: Map<string, string>, maxClients: number | null): Partial<DatabaseFact> {
  const number = (name: string): number | null => (/^\d+$/.test(info.get(name) ?? '') ? Number(info.get(name)) : null);
  const max = number('maxmemory');
  const failed = [
    info.get('rdb_last_bgsave_status'),
    info.get('aof_last_write_status'),
    info.get('aof_last_bgrewrite_status'),
  ];
  return {
    version: maskText(info.get('valkey_version') ?? info.get('redis_version') ?? '', 40) || null,
    maxConnections: maxClients ?? number('maxclients'),
    reservedConnections: 0,
    usedConnections: number('connected_clients'),
    turnedAway: number('rejected_connections'),
    memoryUsedBytes: number('used_memory'),
    // 0 is no limit.
    memoryMaxBytes: max === null || max === 0 ? null : max,
    evictionPolicy: info.get('maxmemory_policy') ?? null,
    isReadOnly: info.get('role') === undefined ? null : info.get('role') === 'slave',
    lastSaveFailed: failed.every((one) => one === undefined) ? null : failed.slice(0, 2).includes('err'),
  };
}

/** `id=7 addr=127.0.0.1:41234 name=bull:… age=5 idle=0 flags=N user=default cmd=client|list`, a line a client. */
export function parseClients(text: string): (Session & { name: string })[] {
  return text.split('\n').flatMap((line) => {
    const fields = new Map(
      [...line.matchAll(/(?:^| )([a-z-]+)=(\S*)/g)].map(([, name = '', value = '']) => [name, value]),
    );
    const from = /^(.*):(\d{1,5})$/.exec(fields.get('addr') ?? '');
    // The connection that asks is ours.
    if (!from || /^client\b/.test(fields.get('cmd') ?? '')) return [];
    const isSocket = from[2] === '0';
    const flags = fields.get('flags') ?? '';
    return [
      {
        name: fields.get('name') ?? '',
        host: isSocket ? null : (from[1] ?? '').replace(/^\[|\]$/g, ''),
        port: isSocket ? null : Number(from[2]),
        app: appOf(fields.get('name') ?? ''),
        user: fields.get('user') ?? null,
        database: fields.get('db') ?? null,
        state: flags.includes('b')
          ? 'blocked'
          : flags.includes('P')
            ? 'subscribed'
            : flags.includes('S')
              ? 'replica'
              : 'normal',
        seconds: /^\d+$/.test(fields.get('age') ?? '') ? Number(fields.get('age')) : null,
      },
    ];
  });
}

/** BullMQ names its connections `bull:<queue in base64>`, with `:w:<name>` behind it for a named worker. */
export function queueOfClient(name: string): { prefix: string; queue: string } | null {
  const found = /^([\w{}-]{1,40}):([A-Za-z0-9+/=]{2,200})(?::w:.*)?$/.exec(name);
  if (!found) return null;
  const queue = Buffer.from(found[2] ?? '', 'base64').toString('utf8');
  return /^[\w .:@/-]{1,100}$/.test(queue) && Buffer.from(queue).toString('base64') === found[2]
    ? { prefix: found[1] ?? '', queue }
    : null;
}

function appOf(name: string): string | null {
  const queue = queueOfClient(name);
  return queue ? `${queue.prefix}:${queue.queue}` : name || null;
}

/** Errors that it answers with before it does anything. */
export function troubleOf(error: string): DatabaseTrouble | null {
  if (/max number of clients reached/.test(error)) return 'too-many';
  return error.startsWith('LOADING ') ? 'starting' : null;
}
