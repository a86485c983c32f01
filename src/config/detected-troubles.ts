// Decides what still keeps a detected app from running: commands that would be refused, with what to write instead.
import type { DetectedApp } from './detected-app.ts';
import type { Files } from './files.ts';
import { resolveRun } from './resolve-run.ts';
import { wordsOfRefusal } from './resolved-run.ts';

export function detectedTroubles(app: DetectedApp, place: { folder: string; path: string; files: Files }): string[] {
  return app.pools.flatMap(({ name, run }) => {
    const resolved = resolveRun(run, { ...place, cwd: place.folder, node: 'node' });
    return resolved.ok ? [] : [`${name}: ${wordsOfRefusal(resolved.failure)}`];
  });
}
