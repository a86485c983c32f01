// Speaks with systemd through its own program: whether it runs this machine, and what it is about to do with a unit.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Failure } from '../../failure/failure.ts';

/** Documented in sd_booted(3): the folder is there only where systemd is the first process. */
export const hasSystemd = (): boolean => existsSync('/run/systemd/system');

export interface SystemctlEnd {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A question that systemd doesn't answer in this time must not keep us from going on. */
const ANSWER_TIMEOUT_MS = 3000;

/** Runs `systemctl` to its end, however long a unit takes to stop. A machine without the program gives code null. */
export const systemctl = (...args: string[]): Promise<SystemctlEnd> => run(args, {});

/** The same for what must succeed: null when it did, else why not, with the unit's own last words. */
export async function mustSystemctl(verb: string, ...units: string[]): Promise<Failure | null> {
  const { code, stderr } = await systemctl(verb, ...units);
  if (code === 0) return null;
  const chosen = units.flatMap((unit) => ['--unit', unit]);
  const said = await run(
    [...chosen, '--lines=5', '--output=cat', '--no-pager'],
    { timeout: ANSWER_TIMEOUT_MS },
    'journalctl',
  );
  const lines = [stderr.trim(), ...(units.length > 0 ? said.stdout.trim().split('\n') : [])].filter(
    (line) => line !== '',
  );
  return {
    code: 'systemd-refused',
    command: ['systemctl', verb, ...units].join(' '),
    reason: lines.join('\n         '),
    isPutBack: false,
  };
}

function run(args: string[], limit: { timeout?: number }, program = 'systemctl'): Promise<SystemctlEnd> {
  const { promise, resolve } = Promise.withResolvers<SystemctlEnd>();
  const child = spawn(program, args, { ...limit, stdio: ['ignore', 'pipe', 'pipe'] });
  const end: SystemctlEnd = { code: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (end.stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (end.stderr += chunk));
  child.once('error', (error) => resolve({ ...end, stderr: error.message }));
  child.once('close', (code) => resolve({ ...end, code }));
  return promise;
}

/** What systemd has been asked to do with each unit and has not finished: `start`, `stop`, `restart` … */
export async function readJobs(): Promise<Map<string, string>> {
  const { stdout } = await run(['list-jobs', '--plain', '--no-legend', '--full'], { timeout: ANSWER_TIMEOUT_MS });
  return new Map(
    stdout.split('\n').flatMap((line): [string, string][] => {
      const [, unit, kind] = line.trim().split(/\s+/);
      return unit && kind ? [[unit, kind]] : [];
    }),
  );
}
