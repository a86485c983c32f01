// Makes the fact of one application out of what PM2's daemon knows of it. Its environment is kept as names and hashes. Pure.
import type { Pm2App } from '../../../facts/supervision-facts.ts';
import { hashValues } from '../../hash-value.ts';
import { cleanText, maskArguments } from '../../mask.ts';

type Json = Record<string, unknown>;

/** Null for what is no application: modules such as pm2-logrotate are kept, odd entries are not. */
export function describePm2App(entry: unknown, now: number, exists: (path: string) => boolean | null): Pm2App | null {
  if (!isRecord(entry) || !isRecord(entry['pm2_env'])) return null;
  const env = entry['pm2_env'];
  const number = (name: string): number | null =>
    typeof env[name] === 'number' && Number.isFinite(env[name]) ? env[name] : null;
  const text = (name: string): string => (typeof env[name] === 'string' ? cleanText(env[name]) : '');
  const environment = isRecord(env['env']) ? textsIn(env['env']) : {};
  const memory = env['max_memory_restart'];
  return {
    name: cleanText(String(entry['name'] ?? env['name'] ?? '')),
    id: Number(entry['pm_id'] ?? env['pm_id'] ?? -1),
    pid: typeof entry['pid'] === 'number' && entry['pid'] > 0 ? entry['pid'] : null,
    status: text('status'),
    mode: text('exec_mode') === 'cluster_mode' ? 'cluster' : 'fork',
    restarts: number('restart_time') ?? 0,
    unstableRestarts: number('unstable_restarts') ?? 0,
    script: text('pm_exec_path'),
    interpreter: text('exec_interpreter'),
    args: maskArguments(argumentsOf(env['args'])),
    cwd: text('pm_cwd'),
    startedAt: isoOf(number('pm_uptime'), now),
    createdAt: isoOf(number('created_at'), now),
    exitCode: number('exit_code'),
    watch: env['watch'] === true || Array.isArray(env['watch']),
    maxMemoryBytes: typeof memory === 'number' ? memory : null,
    maxMemoryAsWritten: memory === undefined || memory === null ? null : cleanText(String(memory)),
    environment: hashValues(environment),
    port:
      environment['PORT'] ??
      (typeof env['PORT'] === 'string' || typeof env['PORT'] === 'number' ? String(env['PORT']) : null),
    nodeOptions: optionsOf(environment, env['node_args']),
    outLog: text('pm_out_log_path') || null,
    errLog: text('pm_err_log_path') || null,
    killTimeoutMs: number('kill_timeout'),
    listenTimeoutMs: number('listen_timeout'),
    waitReady: env['wait_ready'] === true,
    cwdExists: text('pm_cwd') === '' ? null : exists(text('pm_cwd')),
    scriptExists: text('pm_exec_path').startsWith('/') ? exists(text('pm_exec_path')) : null,
    autorestart: env['autorestart'] !== false,
    restartDelayMs: number('restart_delay'),
    maxRestarts: number('max_restarts'),
    minUptimeMs: number('min_uptime'),
  };
}

/** What reaches Node as options, from its arguments or from NODE_OPTIONS. */
function optionsOf(environment: Record<string, string>, nodeArgs: unknown): string | null {
  const all = [...argumentsOf(nodeArgs), environment['NODE_OPTIONS'] ?? ''].filter(Boolean).join(' ');
  return all === '' ? null : cleanText(all);
}

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const argumentsOf = (args: unknown): string[] =>
  Array.isArray(args) ? args.map(String) : typeof args === 'string' ? args.split(' ') : [];

const textsIn = (values: Json): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      ['string', 'number', 'boolean'].includes(typeof value) ? [[name, String(value)]] : [],
    ),
  );

/** Milliseconds since 1970. PM2 writes a time to come where it only means to start something. */
const isoOf = (atMs: number | null, now: number): string | null =>
  atMs !== null && atMs > 0 && atMs <= now + 86_400_000 ? new Date(atMs).toISOString() : null;
