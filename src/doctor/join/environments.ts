// Puts together which variables of the environment a program has: from its keeper, from files that are loaded, from itself.
import type { AppFact, EnvFile } from '../facts/app-facts.ts';
import type { FactId, Facts } from '../model.ts';
import { familyOf, type Kept } from './kept.ts';

const EXAMPLE = /(?:example|sample|dist|template|defaults?)$/;
/** Read by themselves: dotenv and @nestjs/config take `.env` out of the folder that the program is started in. */
const LOADERS = ['dotenv', '@nestjs/config', 'dotenv-flow', 'dotenv-expand', 'env-cmd', 'dotenv-cli', '@prisma/client'];

export const exampleFiles = ({ envFiles }: AppFact): EnvFile[] => envFiles.filter(({ path }) => EXAMPLE.test(path));

export interface Surroundings {
  /** Names that are set for sure. */
  has: Set<string>;
  /** Files that are there and not loaded, as far as can be seen, by name of variable. */
  elsewhere: (name: string) => EnvFile | null;
  /** The `.env` that would be loaded, were the program started in the application's folder. */
  missedByFolder: EnvFile | null;
}

export function surroundingsOf(facts: Facts<FactId>, app: AppFact, kept: Kept): Surroundings {
  const own = app.envFiles.filter(({ path }) => !EXAMPLE.test(path));
  const startFolder = startFolderOf(facts, kept);
  const isHere = startFolder === null || [app.folder, ...app.linkedFrom].includes(startFolder);
  const plain = own.find(({ path }) => path === `${app.folder}/.env`) ?? null;
  const loadsItself = LOADERS.some((name) => app.declared?.[name] !== undefined);
  const ofUnit = new Set(
    (facts.find('systemd.units') ?? [])
      .filter(({ name }) => `unit:${name}` === kept.key)
      .flatMap(({ environmentFiles }) => environmentFiles.map(({ path }) => path)),
  );
  const isLoaded = (file: EnvFile): boolean =>
    ofUnit.has(file.path) ||
    kept.command.includes(`--env-file=${file.path.split('/').at(-1)}`) ||
    (loadsItself && isHere && file === plain && !file.problem);
  const loaded = own.filter(isLoaded);
  return {
    has: new Set([
      ...Object.keys(keeperEnvironment(facts, kept)),
      ...loaded.flatMap(({ values }) => Object.keys(values)),
    ]),
    elsewhere: (name) => own.find((file) => !loaded.includes(file) && file.values[name] !== undefined) ?? null,
    missedByFolder: loadsItself && !isHere ? plain : null,
  };
}

/** What the keeper gives, and what runs was given; names with hashes. */
export function keeperEnvironment(facts: Facts<FactId>, kept: Kept): Record<string, string> {
  const unit = facts.find('systemd.units')?.find(({ name }) => `unit:${name}` === kept.key)?.environment;
  const program = facts
    .find('supervisor.programs')
    ?.programs.find(({ name }) => `program:${name}` === kept.key)?.environment;
  const pm2 = facts
    .find('pm2.daemons')
    ?.flatMap((daemon) => daemon.apps.filter(({ name }) => `pm2:${daemon.user}/${name}` === kept.key))[0]?.environment;
  const running = familyOf(facts, kept).find(({ isNode, environment }) => isNode && environment !== null)?.environment;
  return { ...unit, ...program, ...pm2, ...running };
}

/** systemd starts at / where a unit names no folder. */
function startFolderOf(facts: Facts<FactId>, kept: Kept): string | null {
  if (kept.kind === 'unit' && kept.folder === null) return '/';
  return familyOf(facts, kept).find(({ isNode }) => isNode)?.cwd ?? kept.folder;
}

/** Words that names of settings and of providers share: `DB_HOST` and `DatabaseService`. */
export function isAlike(variable: string, provider: string): boolean {
  const provided = new Set(wordsOf(provider));
  return wordsOf(variable).some((word) => provided.has(word));
}

const SAME: Record<string, string> = {
  db: 'database',
  pg: 'database',
  postgres: 'database',
  postgresql: 'database',
  mysql: 'database',
  datasource: 'database',
  data: 'database',
  typeorm: 'database',
  prisma: 'database',
  knex: 'database',
  smtp: 'mail',
  mailer: 'mail',
  email: 'mail',
  bull: 'queue',
  bullmq: 'queue',
  amqp: 'queue',
  rabbitmq: 'queue',
  aws: 's3',
  storage: 's3',
  auth: 'jwt',
};
const EMPTY = new Set([
  'url',
  'uri',
  'host',
  'port',
  'user',
  'name',
  'password',
  'service',
  'module',
  'repository',
  'client',
  'provider',
  'config',
  'options',
  'key',
  'secret',
  'token',
  'id',
  'the',
  'app',
  'api',
  'env',
  'connection',
  'source',
]);

function wordsOf(name: string): string[] {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.filter((word) => word.length > 1 && !EMPTY.has(word)).map((word) => SAME[word] ?? word);
}
