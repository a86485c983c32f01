// Counts the sessions of a database by who holds them: a process of this machine where its port tells, else what it says of itself.
import type { DatabaseClients } from '../../facts/database-facts.ts';
import { maskText } from '../mask.ts';

export interface Session {
  host: string | null;
  port: number | null;
  app: string | null;
  user: string | null;
  database: string | null;
  state: string | null;
  seconds: number | null;
}

const GROUPS_MAX = 200;

/** `holderOf`: which process here has this local port. */
export function groupSessions(
  sessions: readonly Session[],
  holderOf: (port: number) => string | null,
): DatabaseClients[] {
  const groups = new Map<string, DatabaseClients>();
  for (const { host, port, app, user, database, state, seconds } of sessions) {
    const group: DatabaseClients = {
      holder: port === null ? null : holderOf(port),
      host,
      app: app === null || app === '' ? null : maskText(app, 80),
      user: user === null ? null : maskText(user, 80),
      database: database === null ? null : maskText(database, 80),
      state,
      count: 0,
      oldestSeconds: null,
    };
    const key = JSON.stringify(group);
    const known = groups.get(key) ?? group;
    known.count += 1;
    if (seconds !== null) known.oldestSeconds = Math.max(known.oldestSeconds ?? 0, seconds);
    groups.set(key, known);
  }
  return [...groups.values()].toSorted((a, b) => b.count - a.count).slice(0, GROUPS_MAX);
}
