// Works out how many connections a program may open: what its code or environment sets, what its library does by itself,
// or what each of its processes holds now.
import type { FactId, Facts } from '../model.ts';
import { appOf } from './apps.ts';
import type { Taker } from './databases.ts';
import { holderOf } from './kept.ts';

export interface PoolSize {
  size: number;
  /** Where it is known from: `DB_POOL_MAX`, `src/app.module.ts`, `pg’s default`, `each process holds as many`. */
  from: string;
  isCertain: boolean;
}

/** Of the libraries' own documents: pg 8, typeorm 0.3 (pg's and mysql2's), knex 3, sequelize 6, mysql2 3, mikro-orm 6. */
const DEFAULT_SIZES: Record<string, number> = {
  pg: 10,
  typeorm: 10,
  knex: 10,
  sequelize: 5,
  mysql2: 10,
  mysql: 10,
  'mikro-orm': 10,
  '@mikro-orm/core': 10,
};
const POOL_NAME = /POOL.*(?:SIZE|MAX)|(?:SIZE|MAX).*POOL|CONNECTION_LIMIT|MAX_CONN|POOL$/i;

export function poolSizeOf(facts: Facts<FactId>, taker: Taker): PoolSize | null {
  return fromEnvironment(facts, taker) ?? fromCode(facts, taker) ?? fromCounts(taker);
}

function fromEnvironment(facts: Facts<FactId>, { clients }: Taker): PoolSize | null {
  for (const { holder } of clients) {
    const plain = holder === null ? {} : (holderOf(facts, holder)?.plainEnvironment ?? {});
    const found = Object.entries(plain).find(
      ([name, value]) => POOL_NAME.test(name) && !/MIN/i.test(name) && Number(value) > 0,
    );
    if (found) return { size: Number(found[1]), from: found[0], isCertain: true };
  }
  return null;
}

function fromCode(facts: Facts<FactId>, { key, kept, clients }: Taker): PoolSize | null {
  const folders = clients.flatMap(({ holder }) => (holder === null ? [] : (holderOf(facts, holder)?.cwd ?? [])));
  const app = appOf(facts, [
    ...(key ? [key] : []),
    ...(kept?.folder ? [`app:${kept.folder}` as const] : []),
    ...folders.map((folder) => `app:${folder}` as const),
  ]);
  const written = app?.ormHints.find(({ poolSize }) => poolSize !== null && poolSize > 0);
  if (written?.poolSize) return { size: written.poolSize, from: written.place, isCertain: true };
  const library = app?.ormHints.map((hint) => hint.library).find((name) => DEFAULT_SIZES[name] !== undefined);
  return library === undefined
    ? null
    : { size: DEFAULT_SIZES[library] ?? 10, from: `${library}’s default`, isCertain: false };
}

const EQUAL_MIN = 5;

/** Two or more processes with as many connections each: full pools look like that. */
function fromCounts({ perProcess }: Taker): PoolSize | null {
  const [most = 0] = perProcess;
  const full = perProcess.filter((count) => count === most);
  return full.length >= 2 && most >= EQUAL_MIN
    ? { size: most, from: 'each of its processes holds as many', isCertain: false }
    : null;
}
