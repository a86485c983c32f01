// Collects the databases and queues that applications here depend on: whether they let anybody in, how full they are, and who fills them.
import { type Collector, known, type Look, none } from '../collector.ts';
import type { DatabaseFact } from '../../facts/database-facts.ts';
import { askMysql } from './ask-mysql.ts';
import { askPostgres } from './ask-postgres.ts';
import { askRedis } from './ask-redis.ts';
import { blankFact } from './blank-fact.ts';
import { findServers, type Server } from './find-servers.ts';
import { findUnits } from './find-units.ts';

/** Of one server: its greeting, its numbers, and for Redis its queues. */
const SERVER_TIMEOUT_MS = 3500;

export const databasesCollector: Collector = {
  name: 'databases',
  ids: ['databases'],
  stage: 3,
  budgetMs: 4500,
  collect: async (look) => {
    const servers = findServers(look);
    if (servers.length === 0) return { databases: none };
    const [facts, units] = await Promise.all([
      Promise.all(servers.map((server) => askInTime(server, look))),
      findUnits(servers, look),
    ]);
    return { databases: known(facts.map((fact, index) => ({ ...fact, unit: units[index] ?? null }))) };
  },
};

async function askInTime(server: Server, look: Look): Promise<DatabaseFact> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<DatabaseFact>((resolve) => {
    timer = setTimeout(
      () => resolve({ ...blankFact(server), trouble: 'timed-out', problem: 'it did not answer in time' }),
      SERVER_TIMEOUT_MS,
    );
  });
  const asked = ask(server, look).catch(
    (error: Error): DatabaseFact => ({ ...blankFact(server), trouble: 'unreadable', problem: error.message }),
  );
  const fact = await Promise.race([late, asked]);
  clearTimeout(timer);
  return fact;
}

function ask(server: Server, look: Look): Promise<DatabaseFact> {
  if (server.kind === 'postgres') return askPostgres(server, look);
  return server.kind === 'mysql' ? askMysql(server, look) : askRedis(server, look);
}
