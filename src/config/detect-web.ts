// Decides what an app's web program is and how it is started: Nest, a standalone Next server, or plain Node.
import { join, relative } from 'node:path';

import type { Detected, DetectedPool } from './detected-app.ts';
import type { Files } from './files.ts';
import { proposeName } from './name.ts';
import { nestEntries, type NestProject } from './nest-start.ts';
import { resolveRun } from './resolve-run.ts';
import type { RunPlace } from './resolved-run.ts';

export interface WebPrograms {
  framework: Detected<string>;
  pools: DetectedPool[];
  leftOut: string[];
}

export interface Project {
  folder: string;
  manifest: Record<string, unknown> | null;
  dependencies: ReadonlySet<string>;
  files: Files;
}

const NEXT_SERVER = '.next/standalone/server.js';
const ENTRY_FILES = ['server.js', 'dist/main.js', 'dist/server.js', 'dist/index.js', 'index.js', 'app.js', 'main.js'];

export function detectWeb(project: Project): WebPrograms | null {
  const { folder, dependencies, files } = project;
  if (files.kind(join(folder, 'nest-cli.json')) === 'file') return nest(project, 'nest-cli.json');
  if (dependencies.has('@nestjs/core')) return nest(project, 'package.json: @nestjs/core');
  if (files.kind(join(folder, NEXT_SERVER)) === 'file') {
    const framework = { value: 'Next.js, standalone', from: NEXT_SERVER };
    const notes = ['public and .next/static have to be copied into .next/standalone after each build.'];
    return { framework, pools: [{ ...webPool(NEXT_SERVER, NEXT_SERVER), notes }], leftOut: [] };
  }
  const entry = plainEntry(project);
  if (entry === null) return null;
  return { framework: frameworkOf(dependencies), pools: [webPool(entry.value, entry.from)], leftOut: entry.leftOut };
}

function nest({ folder, files }: Project, from: string): WebPrograms {
  const [main, ...projects] = nestEntries(folder, files);
  const programs = projects.length > 0 ? projects : main === undefined ? [] : [main];
  const pools = programs.map((program): DetectedPool => {
    const run = relative(folder, nestScript(program, files));
    if (program.project === null) return webPool(run, from);
    const kind = /worker|queue|consumer|job/.test(program.project)
      ? 'queue'
      : /scheduler|cron/.test(program.project)
        ? 'scheduler'
        : 'web';
    return {
      ...webPool(run, `${from}: project ${program.project}`),
      name: proposeName(program.project) ?? 'web',
      kind,
    };
  });
  return { framework: { value: 'NestJS', from }, pools, leftOut: [] };
}

function nestScript({ outFolder, sourceRoot, entryFile }: NestProject, files: Files): string {
  const inside = join(outFolder, sourceRoot, `${entryFile}.js`);
  return files.kind(inside) === 'file' ? inside : join(outFolder, `${entryFile}.js`);
}

function plainEntry(project: Project): (Detected<string> & { leftOut: string[] }) | null {
  const { folder, manifest, files } = project;
  const tool = ['pnpm', 'yarn'].find((one) => files.kind(join(folder, LOCKFILES[one] ?? '')) === 'file') ?? 'npm';
  const scripts = (manifest?.['scripts'] ?? {}) as Record<string, unknown>;
  const place: RunPlace = { cwd: folder, node: 'node', path: '', files };
  const leftOut: string[] = [];
  for (const script of ['start:prod', 'start']) {
    if (scripts[script] === undefined) continue;
    const run = script === 'start' ? `${tool} start` : `${tool} run ${script}`;
    const resolved = resolveRun(run, place);
    if (resolved.ok || resolved.failure.isMissing)
      return { value: run, from: `package.json: scripts.${script}`, leftOut };
    leftOut.push(`${run} can't be used: ${resolved.failure.reason}`);
  }
  const main = typeof manifest?.['main'] === 'string' ? [manifest['main']] : [];
  const file = [...main, ...ENTRY_FILES].find((one) => files.kind(join(folder, one)) === 'file');
  if (file === undefined) return null;
  return { value: file, from: main.includes(file) ? 'package.json: main' : file, leftOut };
}

const LOCKFILES: Record<string, string> = { pnpm: 'pnpm-lock.yaml', yarn: 'yarn.lock' };

function frameworkOf(dependencies: ReadonlySet<string>): Detected<string> {
  const known: Record<string, string> = {
    fastify: 'Fastify',
    express: 'Express',
    koa: 'Koa',
    hono: 'Hono',
    next: 'Next.js',
  };
  const found = Object.keys(known).find((name) => dependencies.has(name));
  if (found === undefined) return { value: 'Node', from: 'a script to start' };
  return { value: known[found] ?? found, from: `package.json: ${found}` };
}

function webPool(run: string, from: string): DetectedPool {
  return { name: 'web', kind: 'web', run, from, port: null, health: null, notes: [] };
}
