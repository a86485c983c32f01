// Finds what systemd is to start: the keeper of this package, and the Node that came with it.
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from './package-root.ts';
import { keeperFile } from './start-keeper.ts';

export interface Program {
  node: string;
  keeper: string;
}

/**
 * Ours rather than the one that runs this: it is of the same package as the keeper, so an upgrade replaces both together,
 * and no version manager takes it away. Searched where bin/allswell searches.
 */
export function findProgram(): Program {
  const root = packageRoot();
  const places = [join(root, 'node_modules'), dirname(root)];
  const own = places.flatMap((place) =>
    listOrEmpty(place)
      .filter((name) => name.startsWith('node-linux-'))
      .map((name) => join(place, name, 'bin', 'node')),
  );
  return { node: own.find((file) => existsSync(file)) ?? process.execPath, keeper: keeperFile() };
}

function listOrEmpty(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
