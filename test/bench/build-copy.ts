// Builds the package as it is published into a temporary folder: type stripping costs memory that users don't pay.
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from './run-program.ts';
import { root } from './tools.ts';

export interface BuiltCopy {
  program: string;
  /** A Node file of its own: pages of a shared file would be counted in part for whoever else runs it. */
  node: string;
  remove: () => void;
}

export async function buildCopy(): Promise<BuiltCopy> {
  const folder = mkdtempSync(join(tmpdir(), 'aw-bench-dist-'));
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  // Whether types fit is for `npm run check` to say.
  const args = [tsc, '--noCheck', '-p', join(root, 'tsconfig.build.json'), '--outDir', join(folder, 'dist')];
  const { code, out, err } = await runProgram(process.execPath, args, { cwd: root });
  if (code !== 0) throw new Error(`the build failed: ${out}${err}`);
  for (const part of ['package.json', 'bin', 'preload'])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const node = join(folder, 'node');
  cpSync(process.execPath, node);
  return {
    program: join(folder, 'bin', 'allswell'),
    node,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
