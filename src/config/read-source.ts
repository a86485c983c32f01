// Reads an app's configuration from where it comes from, and what it would be started from at this moment.
import { dirname } from 'node:path';
import type { AppSource, Caller } from '../../protocol/control.ts';
import { checkConfig } from './check-config.ts';
import { configFromScript, nameOfFolder } from './config-from-script.ts';
import { describeProblems } from './describe-problems.ts';
import { makeLaunches } from './make-launches.ts';
import type { AppConfig, Launch } from './model.ts';
import { explainReadTrouble, readConfig } from './read-config.ts';
import type { Failure } from '../failure/failure.ts';
import { failed, ok, type Result } from '../std/result.ts';

export interface Prepared {
  config: AppConfig;
  launches: Record<string, Launch>;
}

export function readSource(source: AppSource): Result<AppConfig, Failure> {
  if (source.kind === 'script') return ok(configFromScript(source.script, source.cwd));
  const read = readConfig(source.path, '/');
  if (!read.ok) return failed({ code: 'config-invalid', file: source.path, text: explainReadTrouble(read.failure) });
  const checked = checkConfig(read.value.text, { file: read.value.file, name: nameOfFolder(dirname(read.value.file)) });
  if (checked.ok) return checked;
  const { file, text } = read.value;
  return failed({ code: 'config-invalid', file, text: describeProblems(checked.failure, { file, text }) });
}

export async function prepareApp(source: AppSource, caller: Caller): Promise<Result<Prepared, Failure>> {
  const config = readSource(source);
  if (!config.ok) return config;
  const launches = await makeLaunches(config.value, caller);
  if (launches.ok) return ok({ config: config.value, launches: launches.value });
  const problems = launches.failure.map(({ pool, message }) => ({ pool: pool ?? config.value.name, message }));
  return failed({ code: 'launch-refused', app: config.value.name, problems });
}
