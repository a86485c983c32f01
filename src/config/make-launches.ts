// Turns a checked configuration into what the kernel is to start for each pool, as the machine is at this moment.
import { failed, ok, type Result } from '../std/result.ts';
import { baseEnv } from './base-env.ts';
import { diskFiles } from './disk-files.ts';
import type { Files } from './files.ts';
import { findNode, type FoundNode } from './find-node.ts';
import type { AppConfig, Launch, PoolConfig } from './model.ts';
import { readEnv } from './read-env.ts';
import { resolveRun } from './resolve-run.ts';
import { wordsOfRefusal, type ResolvedRun } from './resolved-run.ts';
import { workerEnv } from './worker-env.ts';

export interface Surroundings {
  /** PATH, where `node` and other commands are looked for. */
  path: string;
  /** The environment of the caller, of which a worker gets only a few variables. */
  env: Readonly<Record<string, string | undefined>>;
  files?: Files;
}

export interface LaunchProblem {
  /** Null for what concerns the whole app: its folder, its Node, its env files. */
  pool: string | null;
  /** The option it is about. */
  key: 'cwd' | 'node' | 'envFile' | 'run';
  message: string;
}

export interface PreparedPool {
  pool: PoolConfig;
  launch: Launch;
  run: ResolvedRun;
}

export interface PreparedApp {
  node: FoundNode;
  pools: PreparedPool[];
}

export async function makeLaunches(
  app: AppConfig,
  around: Surroundings,
): Promise<Result<Record<string, Launch>, LaunchProblem[]>> {
  const prepared = await prepareLaunches(app, around);
  if (!prepared.ok) return prepared;
  return ok(Object.fromEntries(prepared.value.pools.map(({ pool, launch }) => [pool.name, launch])));
}

/** The same with what `check` tells besides: how each command was found, and the Node. */
export async function prepareLaunches(
  app: AppConfig,
  around: Surroundings,
): Promise<Result<PreparedApp, LaunchProblem[]>> {
  const files = around.files ?? diskFiles;
  // Pinned here, so that a `current` symlink that moves on does not change what this generation is.
  const cwd = files.realPath(app.cwd);
  if (cwd === null || files.kind(cwd) !== 'folder') {
    return failed([{ pool: null, key: 'cwd', message: `there is no folder ${app.cwd}` }]);
  }
  const node = await findNode(app.node, { path: around.path, home: around.env['HOME'] ?? null, cwd, files });
  const fromFiles = readEnv(app.envFiles, files);
  const problems: LaunchProblem[] = [
    ...(node.ok ? [] : [{ pool: null, key: 'node' as const, message: node.failure }]),
    ...(fromFiles.ok ? [] : fromFiles.failure.map((message) => ({ pool: null, key: 'envFile' as const, message }))),
  ];

  const pools: PreparedPool[] = [];
  for (const pool of app.pools) {
    const place = { cwd, node: node.ok ? node.value.path : 'node', path: around.path, files };
    const run = resolveRun(pool.run, place);
    if (!run.ok) problems.push({ pool: pool.name, key: 'run', message: wordsOfRefusal(run.failure) });
    if (!run.ok || !node.ok || !fromFiles.ok) continue;
    const env = workerEnv({
      base: { ...baseEnv(around.env), PATH: around.path },
      files: fromFiles.value,
      app: app.env,
      pool: pool.env,
      run: run.value,
      node: app.node === null ? null : node.value.path,
    });
    const { argv, isNode } = run.value;
    pools.push({ pool, launch: { argv, cwd, env, isNode }, run: run.value });
  }
  return problems.length > 0 || !node.ok ? failed(problems) : ok({ node: node.value, pools });
}
