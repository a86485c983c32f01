// Decides what an app's dependencies tell of how it works: jobs it takes, clocks it keeps, files it loads.
const CONSUMERS = [
  'bullmq',
  '@nestjs/bullmq',
  'bull',
  '@nestjs/bull',
  'pg-boss',
  'graphile-worker',
  'bee-queue',
  'agenda',
];
const CLOCKS = ['@nestjs/schedule', 'node-cron', 'cron', 'croner', 'node-schedule'];
const ENV_LOADERS = ['@nestjs/config', 'dotenv', 'dotenv-flow', 'next'];

/** Names of the packages in package.json that run with the app. */
export function dependenciesOf(manifest: Record<string, unknown> | null): Set<string> {
  const parts = [manifest?.['dependencies'], manifest?.['optionalDependencies']];
  return new Set(parts.flatMap((part) => (typeof part === 'object' && part !== null ? Object.keys(part) : [])));
}

export const consumersIn = (dependencies: ReadonlySet<string>) => CONSUMERS.filter((name) => dependencies.has(name));
export const clocksIn = (dependencies: ReadonlySet<string>) => CLOCKS.filter((name) => dependencies.has(name));
export const envLoadersIn = (dependencies: ReadonlySet<string>) => ENV_LOADERS.filter((name) => dependencies.has(name));
