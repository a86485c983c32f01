// Decides how `allswell init` tells what it recognised, line by line, each with where it was seen.
import type { DetectedApp, DetectedPool } from './detected-app.ts';

export function describeDetected(app: DetectedApp): string[] {
  const lines: [string, string, string][] = [
    ['app', app.name.value, app.name.from],
    ['made with', app.framework.value, app.framework.from],
    ...(app.node === null ? [] : [line('node', app.node.value, app.node.from)]),
    ...(app.envFile === null ? [] : [line('env file', app.envFile.value, envWords(app.envFile.isReadByApp))]),
    ...app.pools.flatMap(poolLines),
  ];
  const widths = [0, 1].map((column) => Math.max(...lines.map((cells) => (cells[column] ?? '').length)));
  const shown = lines.map(
    ([what, value, from]) => `${what.padEnd(widths[0] ?? 0)}  ${value.padEnd(widths[1] ?? 0)}  ${from}`,
  );
  return [...shown, ...app.leftOut.map((words) => `left out   ${words}`)];
}

function poolLines(pool: DetectedPool): [string, string, string][] {
  return [
    line(`pool ${pool.name}`, `${pool.kind}: ${pool.run}`, pool.from),
    ...(pool.port === null ? [] : [line('  port', String(pool.port.value), pool.port.from)]),
    ...(pool.health === null ? [] : [line('  health', `${pool.health.value}, perhaps`, pool.health.from)]),
    ...pool.notes.map((note) => line('  mind', note, '')),
  ];
}

function envWords(isReadByApp: boolean): string {
  return isReadByApp ? 'the app reads it itself' : 'given to all workers';
}

function line(what: string, value: string, from: string): [string, string, string] {
  return [what, value, from];
}
