// Decides which options allswell.yaml has: the one definition the check, the reference and the editor schema come from.
// What the options mean together (kinds, defaults by kind) is in settle-app.ts and check-pools.ts.
import { z } from 'zod';

import { duration, front, health, listen, name, oneOf, text, variables, whole } from './schema-values.ts';

/** What every option tells about itself. `byDefault` is in words, for it may depend on the pool's kind. */
interface OptionWords {
  description: string;
  byDefault: string;
  example: unknown;
}

const described = ({ description, byDefault, example }: OptionWords) => ({
  description,
  byDefault,
  example,
});

const poolOptions = {
  kind: oneOf(['web', 'queue', 'scheduler'])
    .optional()
    .meta(
      described({
        description:
          'How its workers live: `web` has a socket and is replaced with overlap; `queue` has none and finishes its jobs; `scheduler` is exactly one and never doubled.',
        byDefault:
          '`web` with `listen` or `health`, or when named web, api, http or admin, or when it is the only pool; `scheduler` when named scheduler or cron; else `queue`',
        example: 'queue',
      }),
    ),
  run: text('dist/main.js').meta(
    described({
      description:
        'What to run in `cwd`: a script, a command line or a package script such as `npm start`, which is resolved to its real command. No shell is involved.',
      byDefault: 'none; it must be given',
      example: 'dist/main.js',
    }),
  ),
  workers: whole(0, 1000, '2')
    .optional()
    .meta(
      described({
        description: 'How many workers run at once. 0 keeps the pool empty.',
        byDefault: '1; a scheduler has exactly 1',
        example: 2,
      }),
    ),
  listen: listen.optional().meta(
    described({
      description:
        'Web: the address the app listens on, bound once for all its workers. Only a port: at the host the app itself asks for.',
      byDefault: "learned at the app's first start",
      example: '127.0.0.1:3000',
    }),
  ),
  health: health.optional().meta(
    described({
      description:
        'Web: the path asked on a private socket before a worker gets traffic; an answer below 400 is healthy.',
      byDefault: 'none; only listening is checked, and status says so',
      example: '/health',
    }),
  ),
  ready: oneOf(['listen', 'message', 'alive'])
    .optional()
    .meta(
      described({
        description:
          "What makes a worker ready: `listen` (its server listens and `health` answers), `message` (it calls process.send('ready')) or `alive` (it stayed up for a moment; nothing else was checked).",
        byDefault: '`listen` for web, else `alive`',
        example: 'message',
      }),
    ),
  start: duration({ leastMs: 1000 })
    .optional()
    .meta(
      described({
        description: 'Longest time from start to ready. A worker that takes longer is ended; the ones that serve stay.',
        byDefault: '60s',
        example: '60s',
      }),
    ),
  drain: duration()
    .optional()
    .meta(
      described({
        description:
          'Web: longest wait for open connections to end. Queue and scheduler: time from SIGTERM to SIGKILL.',
        byDefault: '90s for web, 10m for queue, 60s for scheduler',
        example: '10m',
      }),
    ),
  stop: duration()
    .optional()
    .meta(
      described({
        description: 'Web: time from SIGTERM to SIGKILL, after the drain.',
        byDefault: '10s',
        example: '10s',
      }),
    ),
  queueFor: duration()
    .optional()
    .meta(
      described({
        description:
          'Web: how long new connections wait while no worker is there, before they get a quick 503 with Retry-After.',
        byDefault: '10s',
        example: '10s',
      }),
    ),
  env: variables.optional().meta(
    described({
      description: "Variables for this pool only, over the app's `env` and `envFile`.",
      byDefault: 'none',
      example: { LOG_LEVEL: 'info' },
    }),
  ),
  connections: whole(0, 100_000, '10')
    .optional()
    .meta(
      described({
        description: 'Database connections one worker opens at most (the size of its connection pool).',
        byDefault: 'not told: the pool is left out of the budget, and `check` says so',
        example: 10,
      }),
    ),
};

export const poolSchema = z.strictObject(poolOptions, {
  error: 'must have options of its own; e.g. run: dist/main.js',
});

export const databaseSchema = z.strictObject(
  {
    connections: whole(1, 1_000_000, '100').meta(
      described({
        description: "How many connections the database allows in all, e.g. PostgreSQL's max_connections.",
        byDefault: 'none; it must be given under `database`',
        example: 100,
      }),
    ),
    reserve: whole(0, 1_000_000, '10')
      .optional()
      .meta(
        described({
          description: 'How many of them are kept free for migrations, backups and people.',
          byDefault: '10',
          example: 10,
        }),
      ),
  },
  { error: 'must be options; e.g. connections: 100' },
);

const { env: _poolEnv, run: _poolRun, ...poolOptionsForOnePool } = poolOptions;

const appOptions = {
  name: name.optional().meta(
    described({
      description: 'The name of the app, unique on this machine: small letters, digits and `-`, at most 40.',
      byDefault: 'the name in the nearest package.json, else the folder’s',
      example: 'shop',
    }),
  ),
  run: text('dist/main.js')
    .optional()
    .meta(
      described({
        description:
          'Short form for an app of one web pool, named `web`: the options of a pool then stand at the top level.',
        byDefault: 'none; give `run` or `pools`',
        example: 'dist/main.js',
      }),
    ),
  node: z
    .union([text("'20'"), z.number()], { error: 'must be a path or a version; e.g. 20' })
    .transform(String)
    .optional()
    .meta(
      described({
        description:
          'The Node to run the app with: the path of a binary, or a version (20, v20.11.1) looked for where nvm, fnm, Volta, n, asdf, mise and packages put them.',
        byDefault: 'the `node` on the PATH',
        example: '20',
      }),
    ),
  cwd: text('./current')
    .optional()
    .meta(
      described({
        description:
          'The folder the app runs in, relative to this file. A symlink is followed at each start, so one roll stays in one release.',
        byDefault: 'the folder of this file',
        example: './current',
      }),
    ),
  env: variables.optional().meta(
    described({
      description:
        'Variables for all pools, over `envFile`. Workers get these, PATH, HOME, USER, LOGNAME, SHELL, LANG, LC_* and TZ, and NODE_ENV=production unless it is declared; nothing else of the caller.',
      byDefault: 'none',
      example: { NODE_ENV: 'production' },
    }),
  ),
  envFile: z
    .union([text('.env'), z.array(text('.env'), { error: 'must be a path or a list of paths; e.g. .env' })], {
      error: 'must be a path or a list of paths; e.g. .env',
    })
    .transform((given) => (typeof given === 'string' ? [given] : given))
    .optional()
    .meta(
      described({
        description:
          'A file with NAME=value lines, or a list of files, relative to this one; later ones win. $NAME in a value is not replaced.',
        byDefault: 'none; a .env that the app reads itself works as before',
        example: '.env',
      }),
    ),
  front: front.optional().meta(
    described({
      description: 'Address that users reach the app by; a roll sends its test requests there.',
      byDefault: "the pool's own socket",
      example: 'https://shop.example.com',
    }),
  ),
  database: databaseSchema.optional().meta(
    described({
      description: 'The connection budget that pools, with their overlap during a roll, are held against.',
      byDefault: 'none; no budget is kept',
      example: { connections: 100, reserve: 10 },
    }),
  ),
  pools: z
    .record(name, poolSchema, { error: 'must be names with options; e.g. web: { run: dist/main.js }' })
    .optional()
    .meta(
      described({
        description: 'The pools of the app by name. A name follows the rule for the name of the app.',
        byDefault: 'none; give `run` or `pools`',
        example: { web: { run: 'dist/main.js', listen: 3000 }, worker: { run: 'dist/worker.js' } },
      }),
    ),
  ...poolOptionsForOnePool,
};

export const appSchema = z.strictObject(appOptions, { error: 'must be options; e.g. name: shop' });

/** Pool options that stand at the top level in the short form; `run` and `env` have a meaning of their own there. */
export const SHORT_FORM_KEYS = Object.keys(poolOptionsForOnePool) as (keyof typeof poolOptionsForOnePool)[];
export const APP_KEYS = Object.keys(appOptions).filter((key) => !(key in poolOptionsForOnePool));
export const POOL_KEYS = Object.keys(poolOptions);
export const DATABASE_KEYS = Object.keys(databaseSchema.shape);

export type AppInput = z.output<typeof appSchema>;
export type PoolInput = z.output<typeof poolSchema>;
