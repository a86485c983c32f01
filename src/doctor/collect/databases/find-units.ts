// Finds the unit of each database of this machine: of its process while it runs, else by how Debian and others name it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseUnit } from '../../facts/database-facts.ts';
import type { Look } from '../collector.ts';
import type { Server } from './find-servers.ts';

const LOCAL = /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/;
const USUAL: Record<Server['kind'], string[]> = {
  postgres: ['postgresql.service'],
  mysql: ['mysql.service', 'mariadb.service', 'mysqld.service'],
  redis: ['redis-server.service', 'redis.service', 'valkey-server.service', 'valkey.service'],
};
const TIMEOUT_MS = 1500;

/** For each server its unit, or null. */
export async function findUnits(servers: readonly Server[], look: Look): Promise<(DatabaseUnit | null)[]> {
  const candidates = servers.map(candidatesOf);
  const names = [...new Set(candidates.flat())];
  if (names.length === 0) return servers.map(() => null);
  const { stdout } = await look.run(
    'systemctl',
    ['show', ...names, '--property=Id,LoadState,ActiveState,Result,StateChangeTimestamp'],
    { timeoutMs: TIMEOUT_MS, env: { TZ: 'UTC' } },
  );
  const units = parseUnits(stdout);
  // `redis.service` may be another name of `redis-server.service`: answers come in the order of the questions.
  return candidates.map(
    (list) => list.map((name) => units[names.indexOf(name)]).find((unit) => unit?.isLoaded === true)?.unit ?? null,
  );
}

function candidatesOf({ kind, host, port, process }: Server): string[] {
  if (process !== null) return process.unit?.endsWith('.service') ? [process.unit] : [];
  if (!LOCAL.test(host)) return [];
  return [...(kind === 'postgres' ? clustersAt(port) : []), ...USUAL[kind]];
}

/** Debian keeps each cluster's settings in /etc/postgresql/VERSION/NAME and runs it as postgresql@VERSION-NAME. */
function clustersAt(port: number | null, root = '/etc/postgresql'): string[] {
  return namesIn(root).flatMap((version) =>
    namesIn(join(root, version)).flatMap((name) => {
      const setting =
        /^\s*port\s*=\s*'?(\d{1,5})/m.exec(textOf(join(root, version, name, 'postgresql.conf')))?.[1] ?? '5432';
      return Number(setting) === port && /^[\w.-]+$/.test(`${version}${name}`)
        ? [`postgresql@${version}-${name}.service`]
        : [];
    }),
  );
}

/** Blocks of `Name=value`, one a unit, with an empty line between them. */
export function parseUnits(output: string): { isLoaded: boolean; unit: DatabaseUnit }[] {
  return output
    .split('\n\n')
    .filter((block) => block.includes('='))
    .map((block) => {
      const value = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(block)?.[1] ?? '';
      const since = Date.parse(value('StateChangeTimestamp').replace(/^\w{3} /, ''));
      return {
        isLoaded: value('LoadState') === 'loaded',
        unit: {
          name: value('Id'),
          activeState: value('ActiveState'),
          result: value('Result'),
          since: Number.isNaN(since) ? null : new Date(since).toISOString(),
        },
      };
    });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(0, 256 * 1024);
  } catch {
    return '';
  }
}
