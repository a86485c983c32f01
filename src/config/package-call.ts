// Decides which package script, or which installed command, a call of npm, yarn or pnpm means.
import { failed, ok, type Result } from '../std/result.ts';
import type { Refusal } from './resolved-run.ts';

export type PackageCall = { args: string[] } & ({ script: string; orCommand: boolean } | { command: string });

const TOOLS = ['npm', 'yarn', 'yarnpkg', 'pnpm'];
const DIRECT = ['npx', 'pnpx'];
const SILENT = new Set(['-s', '--silent', '-q', '--quiet', '--no-update-notifier', '--if-present']);
const ELSEWHERE = /^(?:--prefix|--dir|--cwd|-C|-w|--workspace|--workspaces|-r|--recursive|--filter|-F)(?:=|$)/;
const NOT_FOR_RUNNING = new Set(['install', 'i', 'ci', 'add', 'build', 'publish', 'dlx', 'create', 'init']);

export function isPackageTool(word: string): boolean {
  return TOOLS.includes(word) || DIRECT.includes(word);
}

/** `words` begin with a word for which `isPackageTool` holds. */
export function readPackageCall(words: readonly string[]): Result<PackageCall, Refusal> {
  const [tool = '', ...rest] = words;
  const flags = takeFlags(tool, rest);
  if (!flags.ok) return flags;
  const [verb, ...after] = flags.value;

  if (DIRECT.includes(tool)) {
    if (verb === undefined) return failed({ reason: `${tool} says no command` });
    return ok({ command: verb, args: after });
  }
  if (verb === undefined) return failed({ reason: `${tool} alone runs nothing`, instead: `e.g. ${tool} start` });
  if (verb === 'exec') return readExec(tool, after);
  if (verb === 'run' || verb === 'run-script') return readRun(tool, after);
  if (verb === 'start') return readScript(tool, 'start', after, false);
  if (tool === 'npm') {
    return failed({ reason: `npm ${verb} starts no app`, instead: `is it npm run ${verb}?` });
  }
  if (NOT_FOR_RUNNING.has(verb)) return failed({ reason: `${tool} ${verb} starts no app` });
  return readScript(tool, verb, after, true);
}

function readRun(tool: string, words: readonly string[]): Result<PackageCall, Refusal> {
  const flags = takeFlags(tool, words);
  if (!flags.ok) return flags;
  const [script, ...args] = flags.value;
  if (script === undefined) return failed({ reason: `${tool} run names no script`, instead: `e.g. ${tool} run start` });
  return readScript(tool, script, args, tool !== 'npm');
}

function readExec(tool: string, words: readonly string[]): Result<PackageCall, Refusal> {
  const [command, ...args] = words[0] === '--' ? words.slice(1) : words;
  if (command === undefined) return failed({ reason: `${tool} exec says no command` });
  if (command.startsWith('-')) return failed({ reason: `${tool} exec ${command} is not understood here` });
  return ok({ command, args: args[0] === '--' ? args.slice(1) : args });
}

/** npm keeps what looks like an option for itself unless it stands behind `--`; yarn and pnpm pass all on. */
function readScript(
  tool: string,
  script: string,
  given: readonly string[],
  orCommand: boolean,
): Result<PackageCall, Refusal> {
  if (tool !== 'npm') return ok({ script, orCommand, args: given[0] === '--' ? given.slice(1) : [...given] });
  const end = given.indexOf('--');
  const before = (end === -1 ? given : given.slice(0, end)).filter((word) => !SILENT.has(word));
  const option = before.find((word) => word.startsWith('-'));
  if (option !== undefined) {
    if (ELSEWHERE.test(option)) return failed(elsewhere('npm', option));
    return failed({ reason: `npm takes ${option} for itself`, instead: 'put what the app is to get behind --' });
  }
  return ok({ script, orCommand, args: [...before, ...(end === -1 ? [] : given.slice(end + 1))] });
}

function takeFlags(tool: string, words: readonly string[]): Result<string[], Refusal> {
  const first = words.findIndex(
    (word) => !SILENT.has(word) && !(DIRECT.includes(tool) && /^(--no|--no-install|--)$/.test(word)),
  );
  const rest = first === -1 ? [] : words.slice(first);
  const option = rest[0];
  if (option === undefined || !option.startsWith('-')) return ok(rest);
  if (ELSEWHERE.test(option)) return failed(elsewhere(tool, option));
  return failed({ reason: `${tool} ${option} is not understood here`, instead: 'write the command it comes to' });
}

function elsewhere(tool: string, option: string): Refusal {
  return { reason: `${tool} ${option} runs in another folder`, instead: 'set cwd to that folder' };
}
