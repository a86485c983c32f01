// Decides what a checked input means: kinds, defaults by kind, absolute paths.
import { resolve } from 'node:path';

import type { AppConfig, PoolConfig, PoolKind } from './model.ts';
import type { AppInput, PoolInput } from './schema.ts';

const WEB_NAMES = ['web', 'api', 'http', 'admin'];
const SCHEDULER_NAMES = ['scheduler', 'cron'];
const DRAIN_MS: Record<PoolKind, number> = { web: 90_000, queue: 600_000, scheduler: 60_000 };

export function settleApp(
  input: AppInput,
  pools: PoolConfig[],
  place: { file: string | null; folder: string; name: string },
): AppConfig {
  const cwd = resolve(place.folder, input.cwd ?? '.');
  const { database } = input;
  return {
    name: input.name ?? place.name,
    cwd,
    file: place.file,
    node: settleNode(input.node, place.folder),
    env: input.env ?? {},
    envFiles: (input.envFile ?? []).map((path) => resolve(place.folder, path)),
    front: input.front ?? null,
    connectionBudget: database === undefined ? null : { limit: database.connections, reserve: database.reserve ?? 10 },
    pools,
  };
}

export function settlePool(name: string, input: PoolInput, isOnlyPool: boolean): PoolConfig {
  const kind = kindOf(name, input, isOnlyPool);
  return {
    name,
    kind,
    run: input.run,
    workers: input.workers ?? 1,
    listen: input.listen ?? null,
    health: input.health ?? null,
    ready: input.ready ?? (kind === 'web' ? 'listen' : 'alive'),
    startTimeoutMs: input.start ?? 60_000,
    drainTimeoutMs: input.drain ?? DRAIN_MS[kind],
    stopTimeoutMs: input.stop ?? 10_000,
    queueForMs: input.queueFor ?? 10_000,
    env: input.env ?? {},
    connections: input.connections ?? null,
  };
}

function kindOf(name: string, input: PoolInput, isOnlyPool: boolean): PoolKind {
  if (input.kind !== undefined) return input.kind;
  if (input.listen !== undefined || input.health !== undefined || WEB_NAMES.includes(name)) return 'web';
  if (SCHEDULER_NAMES.includes(name)) return 'scheduler';
  return isOnlyPool ? 'web' : 'queue';
}

/** A path becomes absolute; a version stays as it was written, for find-node looks for it at each start. */
function settleNode(node: string | undefined, folder: string): string | null {
  if (node === undefined) return null;
  return node.includes('/') ? resolve(folder, node) : node.trim();
}
