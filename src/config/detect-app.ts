// Decides what app a folder holds, from its files alone; how it is written down is write-config's.
import { basename, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';

import { failed, ok, type Result } from '../std/result.ts';
import { clocksIn, consumersIn, dependenciesOf, envLoadersIn } from './app-packages.ts';
import { detectEntries } from './detect-entries.ts';
import { detectPort } from './detect-port.ts';
import { detectProcfile } from './detect-procfile.ts';
import { detectWeb, type Project, type WebPrograms } from './detect-web.ts';
import type { Detected, DetectedApp, DetectedPool } from './detected-app.ts';
import { jsonOf, textOf, type Files } from './files.ts';
import { proposeName } from './name.ts';
import { resolveRun } from './resolve-run.ts';
import { outFolderOf } from './typescript-output.ts';
import { wantedNode } from './wanted-node.ts';

/** The failure says what was looked for. `folder` is absolute. */
export function detectApp(folder: string, files: Files): Result<DetectedApp, string> {
  const manifest = jsonOf(files, join(folder, 'package.json'));
  const dependencies = dependenciesOf(manifest);
  const project: Project = { folder, manifest, dependencies, files };
  const programs = detectPrograms(project);
  if (programs === null) {
    return failed(
      `no app was recognised in ${folder}: no Procfile, no nest-cli.json, no start script or main in package.json, no server.js or index.js`,
    );
  }
  const envFile = detectEnvFile(project);
  const pools = withQueueNotes(
    programs.pools.map((pool) => withWebFindings(pool, project)),
    dependencies,
  );
  return ok({
    name: nameOf(project),
    framework: programs.framework,
    node: wantedNode(folder, files),
    envFile,
    pools: withOwnPorts(pools),
    leftOut: programs.leftOut,
  });
}

function detectPrograms(project: Project): WebPrograms | null {
  const { folder, files } = project;
  const procfile = textOf(files, join(folder, 'Procfile'));
  const web = detectWeb(project);
  if (procfile !== null) {
    const { pools, leftOut } = detectProcfile(procfile);
    const framework = web?.framework ?? { value: 'Node', from: 'Procfile' };
    if (pools.length > 0) return { framework, pools, leftOut };
  }
  if (web === null) return null;
  const names = new Set(web.pools.map((pool) => pool.name));
  const entries = detectEntries(
    folder,
    outFolderOf(join(folder, 'tsconfig.json'), files) ?? join(folder, 'dist'),
    files,
  );
  return { ...web, pools: [...web.pools, ...entries.filter((pool) => !names.has(pool.name))] };
}

function withWebFindings(pool: DetectedPool, { folder, dependencies, files }: Project): DetectedPool {
  if (pool.kind !== 'web') return pool;
  const resolved = resolveRun(pool.run, { cwd: folder, node: 'node', path: '', files });
  const script = resolved.ok ? resolved.value.script : null;
  const source = [...sourceFiles(pool, script, folder)].find((file) => files.kind(resolve(folder, file)) === 'file');
  const text = source === undefined ? null : textOf(files, resolve(folder, source));
  const variables = textOf(files, join(folder, '.env'));
  const port = detectPort({
    source: source === undefined || text === null ? null : { file: source, text },
    envFile: variables === null ? null : { file: '.env', variables: parseEnv(variables) },
  });
  const health = dependencies.has('@nestjs/terminus')
    ? { value: '/health', from: 'package.json: @nestjs/terminus' }
    : null;
  return { ...pool, port, health };
}

/** One port for two pools is one of them misread, so only the first keeps it. */
function withOwnPorts(pools: DetectedPool[]): DetectedPool[] {
  return pools.map((pool, index) => {
    const isTaken = pools.slice(0, index).some((other) => other.port !== null && other.port.value === pool.port?.value);
    return isTaken ? { ...pool, port: null } : pool;
  });
}

/** Where the app listens: the source its built script comes from, else the script itself. */
function sourceFiles(pool: DetectedPool, script: string | null, folder: string): string[] {
  const run = script?.startsWith(`${folder}/`) ? script.slice(folder.length + 1) : pool.run;
  const name = basename(run).replace(/\.[cm]?js$/, '');
  return [`src/${name}.ts`, `apps/${pool.name}/src/${name}.ts`, `${name}.ts`, `src/${name}.js`, run];
}

/** Jobs and clocks inside the web program run in each of its workers, also in one that only waits to take over. */
function withQueueNotes(pools: DetectedPool[], dependencies: ReadonlySet<string>): DetectedPool[] {
  const has = (kind: DetectedPool['kind']) => pools.some((pool) => pool.kind === kind);
  const consumers = has('queue') ? [] : consumersIn(dependencies);
  const clocks = has('scheduler') ? [] : clocksIn(dependencies);
  const notes = [
    ...consumers.map(
      (name) =>
        `${name} is installed: jobs that are taken here run in every web worker. A queue pool of its own finishes them in peace.`,
    ),
    ...clocks.map(
      (name) =>
        `${name} is installed: with two workers, and during a roll, its jobs run twice. A scheduler pool of its own runs them once.`,
    ),
  ];
  return pools.map((pool) => (pool.kind === 'web' ? { ...pool, notes: [...pool.notes, ...notes] } : pool));
}

function detectEnvFile({ folder, dependencies, files }: Project): DetectedApp['envFile'] {
  if (files.kind(join(folder, '.env')) !== 'file') return null;
  const [loader] = envLoadersIn(dependencies);
  return {
    value: '.env',
    from: loader === undefined ? '.env' : `package.json: ${loader}`,
    isReadByApp: loader !== undefined,
  };
}

function nameOf({ folder, manifest }: Project): Detected<string> {
  const named = typeof manifest?.['name'] === 'string' ? proposeName(manifest['name']) : null;
  if (named !== null) return { value: named, from: 'package.json' };
  return { value: proposeName(basename(folder)) ?? 'app', from: 'the name of the folder' };
}
