// Decides what really has to be started for a `run:` text, so that Node itself is the worker: no npm, no shell between.
// Splitting a text into words is parse-command's; what a package manager means is package-call's and package-script's.
import { basename, join } from 'node:path';

import { failed, ok, type Result } from '../std/result.ts';
import { explainCommand } from './explain-command.ts';
import { binFolders, findCommand, nodeScriptBehind } from './find-command.ts';
import { findNestEntry } from './nest-start.ts';
import { findScript, looksLikeScript, readNodeCommand } from './node-command.ts';
import { isPackageTool, readPackageCall } from './package-call.ts';
import { findPackageScript } from './package-script.ts';
import { parseCommand, withAssignments } from './parse-command.ts';
import type { Refusal, ResolvedRun, RunPlace } from './resolved-run.ts';
import { tsxArguments } from './tsx-arguments.ts';
import { refuseWrapper } from './wrappers.ts';

type Resolution = Result<ResolvedRun, Refusal>;
/** What is known on the way, before the command itself is. */
type Gathered = Pick<ResolvedRun, 'env' | 'pathFirst' | 'via' | 'notes'>;

const MOST_STEPS = 10;

export function resolveRun(run: string, place: RunPlace): Resolution {
  return resolveText(run, [], place, { env: {}, pathFirst: [], via: [], notes: [] });
}

function resolveText(text: string, args: readonly string[], place: RunPlace, before: Gathered): Resolution {
  const asWritten = [text.trim(), ...args].join(' ');
  const gathered = { ...before, via: [...before.via, asWritten] };
  if (before.via.includes(asWritten) || before.via.length === MOST_STEPS) {
    return refuse({ reason: 'package scripts that call each other in a circle' }, gathered);
  }
  const command = parseCommand(text);
  if (!command.ok) return refuse(explainCommand(command.failure), gathered);
  return resolveWords([...command.value.words, ...args], place, withEnv(gathered, command.value.assignments));
}

function resolveWords(words: readonly string[], place: RunPlace, gathered: Gathered): Resolution {
  const [first = '', ...rest] = words;
  const wrapper = refuseWrapper(first);
  if (wrapper !== null) return refuse(wrapper, gathered);

  if (first === 'exec') return resolveWords(rest, place, gathered);
  if (first === 'env' || first === 'cross-env') {
    const inner = withAssignments(rest);
    if (!inner.ok || inner.value.words[0]?.startsWith('-')) {
      return refuse({ reason: `${first} is given no plain command`, instead: 'use env in allswell.yaml' }, gathered);
    }
    return resolveWords(inner.value.words, place, withEnv(gathered, inner.value.assignments));
  }
  if (isPackageTool(first)) return resolvePackageCall(words, place, gathered);
  if (first === 'nest' && rest[0] === 'start') {
    const entry = findNestEntry(rest.slice(1), place);
    if (!entry.ok) return refuse(entry.failure, gathered);
    return resolveNode([entry.value.script, ...entry.value.args], place, gathered);
  }
  if (first === 'tsx') {
    const args = tsxArguments(rest, place);
    if (!args.ok) return refuse(args.failure, gathered);
    return resolveNode(args.value.words, place, withEnv(gathered, args.value.env));
  }
  if (basename(first) === 'node' || basename(first) === 'nodejs') {
    const node = first.includes('/') ? findCommand(first, place) : place.node;
    if (node === null) return refuse({ reason: `no such file: ${first}` }, gathered);
    return resolveNode(rest, { ...place, node }, gathered);
  }
  if (looksLikeScript(first)) return resolveNode(words, place, gathered);
  return resolveExecutable(first, rest, place, gathered);
}

function resolvePackageCall(words: readonly string[], place: RunPlace, gathered: Gathered): Resolution {
  const call = readPackageCall(words);
  if (!call.ok) return refuse(call.failure, gathered);
  const inside = {
    ...gathered,
    pathFirst: binFolders(place.cwd).filter((folder) => place.files.kind(folder) === 'folder'),
  };
  if ('command' in call.value) {
    const { command, args } = call.value;
    if (findCommand(command, place) === null && command !== 'node') {
      return refuse({ reason: `${command} is not installed`, instead: 'add it to the dependencies' }, gathered);
    }
    return resolveWords([command, ...args], place, inside);
  }
  const script = findPackageScript(call.value, place);
  if (!script.ok) return refuse(script.failure, gathered);
  if (script.value === null) return resolveWords([call.value.script, ...call.value.args], place, inside);
  const { text, env, notes } = script.value;
  return resolveText(text, call.value.args, place, { ...withEnv(inside, env), notes: [...inside.notes, ...notes] });
}

function resolveNode(args: readonly string[], place: RunPlace, gathered: Gathered): Resolution {
  const command = readNodeCommand(args, place);
  if (!command.ok) return refuse(command.failure, gathered);
  const { flags, script } = command.value;
  const argv = [place.node, ...flags, ...(script === null ? [] : [script]), ...command.value.args];
  return ok({ ...gathered, argv, isNode: true, script });
}

function resolveExecutable(command: string, args: readonly string[], place: RunPlace, gathered: Gathered): Resolution {
  const found = findCommand(command, place);
  if (found === null) {
    // `dist/main`, as Nest's own start:prod script has it behind `node`.
    const script = findScript(join(place.cwd, command), place.files);
    if (script !== null && script.endsWith('.js')) return resolveNode([script, ...args], place, gathered);
    if (command.includes('/')) return refuse({ reason: `no such file: ${join(place.cwd, command)}` }, gathered);
    const instead = 'is it installed, and in node_modules/.bin or on the PATH?';
    return refuse({ reason: `no such command: ${command}`, instead }, gathered);
  }
  const behind = nodeScriptBehind(found, place.files);
  if (behind !== null) return resolveNode([...behind.flags, behind.script, ...args], place, gathered);
  if (!place.files.isExecutable(found)) {
    return refuse({ reason: `${found} may not be executed`, instead: `allow it with: chmod +x ${found}` }, gathered);
  }
  return ok({ ...gathered, argv: [found, ...args], isNode: false, script: null });
}

function withEnv(gathered: Gathered, env: Record<string, string>): Gathered {
  return { ...gathered, env: { ...gathered.env, ...env } };
}

/** Names the text that is refused, when it is not the one in `run:`. */
function refuse(refusal: Refusal, { via }: Gathered): Resolution {
  if (via.length < 2) return failed(refusal);
  const [first, ...others] = via;
  return failed({
    ...refusal,
    reason: `${first} means ${others.map((text) => `'${text}'`).join(', then ')}: ${refusal.reason}`,
  });
}
