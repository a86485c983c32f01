// Splits /proc/PID/environ into names with hashes, and the few values that decide things and are no secrets.
import { hashValue } from '../hash-value.ts';
import { cleanText, isSecretName, maskText } from '../mask.ts';

const PLAIN = new Set([
  'PORT',
  'HOST',
  'NODE_ENV',
  'NODE_OPTIONS',
  'NODE_APP_INSTANCE',
  'PM2_HOME',
  'pm_id',
  'SUPERVISOR_PROCESS_NAME',
  'SUPERVISOR_GROUP_NAME',
  'INVOCATION_ID',
  'LISTEN_FDS',
  'LISTEN_PID',
  'UV_THREADPOOL_SIZE',
  'WEB_CONCURRENCY',
  'TZ',
]);
/** Sizes of connection pools decide whether a database runs out; a short number tells no secret. */
const POOL_SIZE = /POOL|MAX_CONN|CONNECTION_LIMIT/i;
const NAMES_MAX = 500;

export interface Environ {
  hashes: Record<string, string>;
  plain: Record<string, string>;
}

export function parseEnviron(text: string): Environ {
  const environ: Environ = { hashes: {}, plain: {} };
  for (const entry of text.split('\0', NAMES_MAX)) {
    const equals = entry.indexOf('=');
    if (equals <= 0) continue;
    const name = cleanText(entry.slice(0, equals), 100);
    const value = entry.slice(equals + 1);
    environ.hashes[name] = hashValue(value);
    const isPlain = PLAIN.has(name) || (POOL_SIZE.test(name) && /^\d{1,6}$/.test(value) && !isSecretName(name));
    if (isPlain) environ.plain[name] = maskText(value);
  }
  return environ;
}
