// Decides the command line behind a package script, and what the package manager would add to it.
import { join } from 'node:path';

import { failed, ok, type Result } from '../std/result.ts';
import { didYouMean } from './did-you-mean.ts';
import { jsonOf } from './files.ts';
import type { Refusal, RunPlace } from './resolved-run.ts';

export interface PackageScript {
  text: string;
  env: Record<string, string>;
  notes: string[];
}

/** Null when there is no such script but `orCommand` allows an installed command of that name. */
export function findPackageScript(
  { script, orCommand }: { script: string; orCommand: boolean },
  { cwd, files }: RunPlace,
): Result<PackageScript | null, Refusal> {
  const file = join(cwd, 'package.json');
  const manifest = jsonOf(files, file);
  if (manifest === null) {
    const reason =
      files.kind(file) === null ? `there is no package.json in ${cwd}` : `${file} is no JSON that can be read`;
    return failed({ reason, instead: 'set cwd to the folder of the package' });
  }
  const scripts = textsIn(manifest['scripts']);
  const text = Object.hasOwn(scripts, script) ? scripts[script] : undefined;
  if (text === undefined || text.trim() === '') {
    // npm itself does so for a package without a start script.
    if (script === 'start' && files.kind(join(cwd, 'server.js')) === 'file') {
      return ok({ text: 'node server.js', env: {}, notes: [] });
    }
    if (orCommand) return ok(null);
    return failed(noSuchScript(script, Object.keys(scripts)));
  }
  const around = [`pre${script}`, `post${script}`].filter((name) => scripts[name] !== undefined);
  return ok({
    text,
    env: {
      ...variable('npm_package_name', manifest['name']),
      ...variable('npm_package_version', manifest['version']),
      npm_lifecycle_event: script,
    },
    notes: around.map((name) => `the package script ${name} is not run; what it does belongs in your deploy`),
  });
}

function noSuchScript(script: string, names: readonly string[]): Refusal {
  const near = didYouMean(script, names);
  const instead = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
  return {
    reason: `package.json has no script '${script}'`,
    instead: near === null ? instead : `did you mean ${near}?`,
  };
}

function variable(name: string, value: unknown): Record<string, string> {
  return typeof value === 'string' ? { [name]: value } : {};
}

function textsIn(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
