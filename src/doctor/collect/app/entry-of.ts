// Finds in a command line the script that Node will run. Pure.
import { basename, resolve } from 'node:path';

/** Options of Node that take the next argument for themselves. */
const WITH_VALUE = new Set([
  '-r',
  '--require',
  '--import',
  '--loader',
  '--experimental-loader',
  '--env-file',
  '--env-file-if-exists',
  '-C',
  '--conditions',
  '--max-old-space-size',
  '--inspect-port',
  '--title',
  '--icu-data-dir',
]);

export type Entry =
  | { kind: 'script'; path: string }
  /** `npm run start:prod`: package.json knows what that is. */
  | { kind: 'package-script'; name: string }
  /** A program out of node_modules/.bin. */
  | { kind: 'package-program'; name: string };

export function entryOf(argv: readonly string[], cwd: string): Entry | null {
  const words = argv.length === 1 ? splitWords(argv[0] ?? '') : [...argv];
  while (words.length > 0 && (isWrapper(words[0] ?? '') || /^[A-Za-z_]\w*=/.test(words[0] ?? ''))) words.shift();
  const program = basename(words[0] ?? '').replace(/^[-@:+!]+/, '');
  const rest = words.slice(1);
  if (/^(?:sh|bash|dash)$/.test(program) && rest[0] === '-c') return entryOf([afterLast(rest[1] ?? '')], cwd);
  if (/^(?:npm|pnpm|yarn)(?:\.js|-cli\.js)?$/.test(program)) return packageScript(rest);
  if (/^(?:nest|next|ts-node|tsx|nodemon)$/.test(program)) return { kind: 'package-program', name: program };
  if (!/^(?:node|nodejs|bun)\d*$/.test(program)) return null;
  const script = firstArgument(rest);
  if (script === null) return null;
  if (/\/(?:npm-cli|npm|pnpm|yarn)\.c?js$/.test(script)) return packageScript(rest.slice(rest.indexOf(script) + 1));
  return { kind: 'script', path: resolve(cwd, script) };
}

function packageScript(args: string[]): Entry | null {
  const words = args.filter((one) => !one.startsWith('-'));
  const name = words[0] === 'run' || words[0] === 'run-script' ? words[1] : words[0];
  return name && /^[\w:.-]+$/.test(name) ? { kind: 'package-script', name } : null;
}

function firstArgument(args: string[]): string | null {
  for (let at = 0; at < args.length; at += 1) {
    const one = args[at] ?? '';
    if (one === '-e' || one === '-p' || one === '--eval' || one === '--print') return null;
    if (WITH_VALUE.has(one)) at += 1;
    else if (!one.startsWith('-')) return one;
  }
  return null;
}

const isWrapper = (word: string): boolean =>
  /^(?:env|exec|nohup|nice|setsid|sudo|cross-env|dumb-init|tini|command)$/.test(basename(word));

/** The last command of `cd /srv/shop && exec node dist/main.js`. */
const afterLast = (text: string): string =>
  text
    .split(/&&|;|\|\|/)
    .at(-1)
    ?.trim() ?? '';

/** Words as a shell splits them, with quotes and without everything else that a shell knows. */
export function splitWords(text: string): string[] {
  return [...text.slice(0, 4096).matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}
