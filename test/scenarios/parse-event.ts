// Reads the event lines of a scenario: `<ms> <event> <arguments>`, as print-step.ts writes them.
import type { PoolKind, ReadyWhen } from '../../src/config/model.ts';
import { parseDuration } from '../../src/std/duration.ts';
import type { AppEvent, Exit, PoolPolicy, ReadyProof, SocketAddress } from '../../src/supervise/model.ts';
import { parseSocketKey } from '../../src/supervise/sockets.ts';

export function parseEvent(line: string): AppEvent {
  const [instant = '', kind = '', ...args] = line.trim().split(/\s+/);
  const [first = '', second = '', ...rest] = args;
  const at = Number(instant);
  switch (kind) {
    case 'time-passed':
    case 'roll-cancelled':
      return { at, kind };
    case 'worker-spawned':
      return { at, kind, worker: first, pid: Number(second) };
    case 'worker-ready':
      return { at, kind, worker: first, proof: second as ReadyProof };
    case 'probe-failed':
      return { at, kind, worker: first, detail: [second, ...rest].join(' ') };
    case 'worker-serving':
    case 'worker-drained':
    case 'worker-adopted':
      return { at, kind, worker: first };
    case 'worker-exited':
      return { at, kind, worker: first, ...parseExit(second, rest) };
    case 'worker-listens':
    case 'listen-asked':
      return { at, kind, worker: first, address: parseSocketKey(second) };
    case 'socket-opened':
      return { at, kind, address: parseSocketKey(first) };
    case 'socket-refused':
      return { at, kind, address: parseSocketKey(first), reason: [second, ...rest].join(' ') };
    case 'stand-in-exited':
      return { at, kind, pool: first };
    case 'scale-asked':
      return { at, kind, pool: first, workers: Number(second) };
    case 'stop-asked':
    case 'start-asked':
    case 'restart-asked':
      return { at, kind, ...parsePlace(first) };
    case 'roll-asked':
      return { at, kind, ...parseRoll(args) };
    case 'daemon-resumed': {
      const lists = parseLists(args, ['present', 'sockets', 'stand-ins']);
      return {
        at,
        kind,
        present: lists['present'] ?? [],
        sockets: lists['sockets'] ?? [],
        standIns: lists['stand-ins'] ?? [],
      };
    }
    default:
      throw new Error(`no such event: ${line}`);
  }
}

function parseExit(how: string, rest: string[]): Exit & { reason: string | null; lastWords: string[] } {
  const [value = '', ...words] = rest;
  if (how === 'reason') return { code: null, signal: null, reason: rest.join(' '), lastWords: [] };
  const lastWords = words.length > 0 ? [words.join(' ')] : [];
  return how === 'code'
    ? { code: Number(value), signal: null, reason: null, lastWords }
    : { code: null, signal: value, reason: null, lastWords };
}

function parsePlace(place: string): { pool: string | null; seat: number | null } {
  const [pool = '', seat] = place.split('.');
  return { pool: pool === 'all' ? null : pool, seat: seat === undefined ? null : Number(seat) };
}

function parseRoll(args: string[]): Omit<Extract<AppEvent, { kind: 'roll-asked' }>, 'at' | 'kind'> {
  const [candidate, ...rest] = args;
  const lists = parseLists(['pools', ...rest], ['pools', 'overlap']);
  const policies = Object.fromEntries((lists['pools'] ?? []).map(parsePolicy));
  const overlap = Object.fromEntries(
    (lists['overlap'] ?? []).map((one) => one.split('=')).map(([pool, width]) => [pool, Number(width)]),
  );
  return { candidate: Number(candidate), policies, overlap };
}

/** `web:web*2,listen=?:3000,drain=5s`; what is not said is as below. */
function parsePolicy(text: string): [name: string, policy: PoolPolicy] {
  const [what = '', ...options] = text.split(',');
  const [name = '', kindAndCount = ''] = what.split(':');
  const [kind, workers] = kindAndCount.split('*') as [PoolKind, string];
  const said = Object.fromEntries(options.map((option) => option.split('=') as [string, string]));
  const ms = (key: string, otherwise: string): number => parseDuration(said[key] ?? otherwise) ?? 0;
  const policy: PoolPolicy = {
    kind,
    workers: Number(workers),
    ready: (said['ready'] ?? (kind === 'web' ? 'listen' : 'message')) as ReadyWhen,
    listen: kind === 'web' ? parseListen(said['listen'] ?? '127.0.0.1:3000') : null,
    startTimeoutMs: ms('start', '10s'),
    drainTimeoutMs: ms('drain', '60s'),
    stopTimeoutMs: ms('stop', '10s'),
    queueForMs: ms('queueFor', '10s'),
  };
  return [name, policy];
}

function parseListen(text: string): PoolPolicy['listen'] {
  if (text === '?') return null;
  const address: SocketAddress = parseSocketKey(text);
  return { host: address.host === '?' ? null : address.host, port: address.port };
}

/** Splits `present a b sockets c` at its headings. */
function parseLists(words: string[], headings: string[]): Record<string, string[]> {
  const lists: Record<string, string[]> = {};
  let current = '';
  for (const word of words) {
    if (headings.includes(word)) lists[(current = word)] = [];
    else if (word !== 'none') lists[current]?.push(word);
  }
  return lists;
}
