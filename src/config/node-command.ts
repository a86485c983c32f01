// Decides what Node is asked to do by its arguments, and which file the script among them is.
import { join, resolve } from 'node:path';

import { failed, ok, type Result } from '../std/result.ts';
import { jsonOf, type Files } from './files.ts';
import type { Refusal, RunPlace } from './resolved-run.ts';

/** Options whose value may be the next word (Node 24 `node --help`); all others are one word. */
const WITH_VALUE = new Set(
  (
    '-r --require --import --loader --experimental-loader -C --conditions -e --eval --env-file ' +
    '--env-file-if-exists --title --input-type --unhandled-rejections --icu-data-dir --dns-result-order ' +
    '--disable-warning --redirect-warnings --max-http-header-size --openssl-config --diagnostic-dir ' +
    '--report-dir --report-directory --report-filename --report-signal --tls-keylog --heapsnapshot-signal ' +
    '--trace-event-categories --trace-event-file-pattern --secure-heap --inspect-port --debug-port ' +
    '--localstorage-file --network-family-autoselection-attempt-timeout'
  ).split(' '),
);

const NO_APP: Record<string, string> = {
  '--watch': 'is for development: it restarts the app as its own child',
  '--watch-path': 'is for development: it restarts the app as its own child',
  '--run': 'starts the app as its own child',
  '--test': 'runs tests, no app',
  '--check': 'checks a file and runs nothing',
  '-c': 'checks a file and runs nothing',
  '--interactive': 'needs a terminal',
  '-i': 'needs a terminal',
};

const SCRIPT_NAME = /\.[cm]?[jt]s$/;

export interface NodeCommand {
  flags: string[];
  /** Absolute; null for code given with `--eval`. */
  script: string | null;
  args: string[];
}

export function looksLikeScript(word: string): boolean {
  return SCRIPT_NAME.test(word);
}

export function readNodeCommand(args: readonly string[], { cwd, files }: RunPlace): Result<NodeCommand, Refusal> {
  const flags: string[] = [];
  let at = 0;
  for (; at < args.length; at++) {
    const word = args[at] ?? '';
    if (!word.startsWith('-') || word === '-') break;
    if (word === '--') {
      at += 1;
      break;
    }
    const reason = NO_APP[word.split('=')[0] ?? ''];
    if (reason !== undefined) return failed({ reason: `node ${word} ${reason}`, instead: 'e.g. node dist/main.js' });
    flags.push(word);
    if (WITH_VALUE.has(word)) {
      at += 1;
      flags.push(args[at] ?? '');
    }
  }
  const hasCode = flags.some((flag) => /^(?:-e|--eval)(?:=|$)/.test(flag));
  if (hasCode) return ok({ flags, script: null, args: args.slice(at) });

  const script = args[at];
  if (script === undefined) return failed({ reason: 'node is given no script', instead: 'e.g. node dist/main.js' });
  const found = findScript(resolve(cwd, script), files);
  if (found === null) return failed(explainMissing(script, { cwd, files }));
  return ok({ flags, script: found, args: args.slice(at + 1) });
}

/** The file Node takes for a path without its ending, or for a folder. */
export function findScript(path: string, files: Files): string | null {
  if (files.kind(path) === 'file') return path;
  const asFile = ['.js', '.json', '.node'].map((ending) => path + ending).find((one) => files.kind(one) === 'file');
  if (asFile !== undefined) return asFile;
  if (files.kind(path) !== 'folder') return null;
  const main = jsonOf(files, join(path, 'package.json'))?.['main'];
  if (typeof main === 'string' && main !== '') {
    const found = findScript(resolve(path, main), files);
    if (found !== null) return found;
  }
  const index = join(path, 'index.js');
  return files.kind(index) === 'file' ? index : null;
}

/** Where the file would be, if only it had been built, or built to where it is looked for. */
function explainMissing(script: string, { cwd, files }: Pick<RunPlace, 'cwd' | 'files'>): Refusal {
  const inSource = script.replace(/^(\.\/)?dist\//, '$1dist/src/').replace(/(?<!\.[cm]?js)$/, '.js');
  if (inSource !== script && files.kind(resolve(cwd, inSource)) === 'file') {
    return { reason: `no such file: ${script}`, instead: `did you mean ${inSource}?`, isMissing: true };
  }
  const path = resolve(cwd, script);
  if (files.kind(path) === 'folder') return { reason: `no main file in ${path}`, instead: 'name the script in it' };
  return { reason: `no such file: ${path}`, instead: 'did you build?', isMissing: true };
}
