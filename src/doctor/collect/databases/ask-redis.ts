// Asks a Redis or Valkey what it tells everybody who may connect, with a client of our own: nothing is written, nothing waits.
import { talk } from '../../../host/linux/talk.ts';
import type { DatabaseFact } from '../../facts/database-facts.ts';
import { maskText } from '../mask.ts';
import type { Look } from '../collector.ts';
import { blankFact } from './blank-fact.ts';
import type { Server } from './find-servers.ts';
import { groupSessions } from './group-sessions.ts';
import { holdersOfPorts } from './holders-of-ports.ts';
import { numbersOfInfo, parseClients, parseInfo, troubleOf } from './parse-redis.ts';
import { readReplies, RedisError, type Reply, writeCommands } from './parse-resp.ts';
import { type Ask, readQueues } from './read-queues.ts';

const TIMEOUT_MS = 1500;
const SETTINGS = ['maxclients', 'stop-writes-on-bgsave-error', 'dir'];

export async function askRedis(server: Server, look: Look): Promise<DatabaseFact> {
  const fact = blankFact(server);
  const place = server.socket !== null ? { path: server.socket } : { host: server.host, port: server.port ?? 6379 };
  const commands = [['INFO'], ['CLIENT', 'LIST'], ...SETTINGS.map((name) => ['CONFIG', 'GET', name])];
  const talked = await talk(place, {
    send: writeCommands(commands),
    isEnough: hasReplies(commands.length),
    timeoutMs: TIMEOUT_MS,
  });
  const replies = readReplies(talked.answer);
  const [info, clients, ...settings] = replies;
  if (info === undefined) {
    const detail = talked.kind === 'answered' ? 'its answer is not Redis’' : talked.detail;
    return { ...fact, trouble: talked.kind === 'answered' ? 'unreadable' : talked.kind, problem: detail };
  }
  if (info instanceof RedisError || typeof info !== 'string') return refusedFact(fact, info);
  const [maxClients, stopsWrites, folder] = settings.map(settingOf);
  const told = parseInfo(info);
  const sessions = typeof clients === 'string' ? parseClients(clients) : [];
  const ask = asker(place);
  return {
    ...fact,
    answers: true,
    askedBy: 'login',
    ...numbersOfInfo(told, maxClients ? Number(maxClients) : null),
    stopsWrites: stopsWrites === undefined ? null : stopsWrites === 'yes',
    dataFolder: folder ?? null,
    clients: groupSessions(sessions, holdersOfPorts(look, server.port ?? 0)),
    queues: await readQueues(
      ask,
      sessions.map(({ name }) => name),
      look.now,
    ).catch(() => []),
  };
}

/** It is there, and says no: for being full, for loading still, or for want of a password. */
function refusedFact(fact: DatabaseFact, reply: Reply): DatabaseFact {
  const problem = reply instanceof RedisError ? maskText(reply.message) : 'its answer is not Redis’';
  const trouble = reply instanceof RedisError ? troubleOf(reply.message) : 'unreadable';
  return { ...fact, answers: trouble === null, trouble, problem };
}

const hasReplies =
  (count: number) =>
  (answer: Buffer): boolean =>
    readReplies(answer).length >= count || answer.subarray(0, 200).includes('max number of clients reached');

function asker(place: Parameters<typeof talk>[0]): Ask {
  return async (commands) => {
    const { answer } = await talk(place, {
      send: writeCommands(commands),
      isEnough: hasReplies(commands.length),
      timeoutMs: TIMEOUT_MS,
    });
    return readReplies(answer);
  };
}

/** `CONFIG GET` answers with name and value; some hosts forbid it. */
const settingOf = (reply: Reply): string | undefined =>
  Array.isArray(reply) && typeof reply[1] === 'string' ? reply[1] : undefined;
