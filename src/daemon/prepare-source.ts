// Has an app's configuration read in a process of its own: the schema and the YAML reader would weigh as much again as
// the daemon does, for as long as it lives, and a bug in them would be felt by every app.
import { fileURLToPath } from 'node:url';
import type { AppSource, Caller } from '../../protocol/control.ts';
import type { Prepared } from '../config/read-source.ts';
import type { Failure } from '../failure/failure.ts';
import { runAside } from '../host/linux/run-aside.ts';
import type { Result } from '../std/result.ts';

const suffix = import.meta.filename.endsWith('.ts') ? '.ts' : '.js';
const program = fileURLToPath(new URL(`../config/prepare-aside${suffix}`, import.meta.url));

export async function prepareSource(source: AppSource, caller: Caller): Promise<Result<Prepared, Failure>> {
  try {
    return await runAside<Result<Prepared, Failure>>(program, { source, caller });
  } catch {
    // A machine that can't start one more process still deserves an answer.
    const { prepareApp } = await import('../config/read-source.ts');
    return prepareApp(source, caller);
  }
}
