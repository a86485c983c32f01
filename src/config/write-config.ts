// Decides the text of an allswell.yaml for an app that was detected: what is certain is set, the rest stands as a comment.
import { stringify } from 'yaml';

import type { DetectedApp, DetectedPool } from './detected-app.ts';

export function writeConfig(app: DetectedApp): string {
  const lines = [
    `# How allswell runs ${app.name.value} (${app.framework.value}).`,
    '# After a change: allswell check',
    '',
    `name: ${scalar(app.name.value)}`,
    ...nodeLines(app),
    ...envLines(app),
    '',
    '# What the database allows in all. With `connections` in each pool, check says when they get too many.',
    '# database:',
    '#   connections: 100',
    '',
    'pools:',
    ...app.pools.flatMap((pool, index) => [...(index === 0 ? [] : ['']), ...poolLines(pool)]),
    ...(app.leftOut.length === 0 ? [] : ['', '# Left out:', ...app.leftOut.map((words) => `# - ${words}`)]),
  ];
  return `${lines.join('\n')}\n`;
}

function nodeLines({ node }: DetectedApp): string[] {
  if (node === null) return [];
  return ['', `# As ${node.from} asks for.`, `node: ${scalar(node.value)}`];
}

function envLines({ envFile }: DetectedApp): string[] {
  if (envFile === null) return [];
  if (!envFile.isReadByApp) return ['', `envFile: ${scalar(envFile.value)}`];
  return [
    '',
    `# The app reads ${envFile.value} itself (${envFile.from}); only if it shall not:`,
    `# envFile: ${scalar(envFile.value)}`,
  ];
}

function poolLines(pool: DetectedPool): string[] {
  const { name, kind, run, from, notes } = pool;
  const shape: Record<DetectedPool['kind'], string[]> = {
    web: webLines(pool),
    queue: ['workers: 1', '# Time for the jobs in hand, from SIGTERM to SIGKILL.', 'drain: 10m'],
    scheduler: ['# Exactly one worker; a roll stops the old one before the new one starts.'],
  };
  return [
    `  ${name}:`,
    ...[
      `# From ${from}.`,
      ...notes.map((note) => `# ${note}`),
      `kind: ${kind}`,
      `run: ${scalar(run)}`,
      ...shape[kind],
      '# The most database connections one worker opens, e.g. the size of its connection pool.',
      '# connections: 10',
    ].map((line) => `    ${line}`),
  ];
}

function webLines({ port, health }: DetectedPool): string[] {
  return [
    ...(port === null
      ? ["# The port the app listens on; without it, it is learned at the app's first start.", '# listen: 3000']
      : [`# As in ${port.from}.`, `listen: ${port.value}`]),
    '# A path that answers below 400 when the app is well. Without it only listening is checked.',
    `# health: ${health?.value ?? '/health'}${health === null ? '' : `   # ${health.from}: is it this path?`}`,
    '# More than one only when the app keeps nothing in memory that all its requests share (sessions, sockets, timers).',
    'workers: 1',
  ];
}

/** A value as YAML takes it on one line. */
function scalar(value: string): string {
  return stringify(value, { lineWidth: 0 }).trimEnd();
}
