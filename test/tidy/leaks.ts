// Nothing of the machine somebody works on gets into the project: no home folder, no checkout's path, no registry.
import { posix } from 'node:path';
import { lineAt } from './find-imports.ts';
import type { Problem } from './model.ts';

/** People who exist only in documents, examples and test data. */
const EXAMPLE_USERS = 'deploy|app|shop|node|ubuntu|debian|www|user|me';

const LEAKS: [RegExp, string][] = [
  [new RegExp(`/(?:home|Users)/(?!(?:${EXAMPLE_USERS})\\b)[a-z][\\w.-]*`, 'g'), 'a home folder'],
  [/"resolved":\s*"https?:[^"]*"/g, 'the registry it was installed from'],
  [/\bregistry\s*=\s*https?:\S+/g, 'a registry'],
  [
    /https?:\/\/(?:[\w-]+\.)*(?:registry|verdaccio|artifactory|nexus|npm-mirror)[\w-]*(?:\.[\w.-]+|:\d+)\S*/g,
    'a registry',
  ],
];

/** A checkout in a usual place for programs says nothing of anybody, and its path stands in documents rightly. */
const USUAL_PLACES = ['/app', '/opt', '/srv', '/usr', '/var'];

export function findLeaks(path: string, text: string, checkout: string): Problem[] {
  const isTelling = checkout !== '/' && !USUAL_PLACES.some((place) => `${checkout}/`.startsWith(`${place}/`));
  const own: [RegExp, string][] = isTelling ? [[literal(`${checkout}/`), 'the path of this checkout']] : [];
  return [...LEAKS, ...own].flatMap(([pattern, what]) =>
    [...text.matchAll(pattern)].map((found) => ({
      path: posix.normalize(path),
      line: lineAt(text, found.index),
      rule: 'leaks',
      says: `has ${what} in it: ${found[0].slice(0, 60)}`,
    })),
  );
}

function literal(text: string): RegExp {
  return new RegExp(RegExp.escape(text), 'g');
}
