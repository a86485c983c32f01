// Does `allswell check`: says what is wrong with a configuration, or what would run and what to mind.
// What is wrong is decided in config/check-config, what would run in config/make-launches, what to mind in config/judge-app.
import { dirname, relative } from 'node:path';
import { styleText } from 'node:util';
import type { Command } from 'commander';

import type { ConfigProblem } from '../../config/check-config.ts';
import type { LaunchProblem, PreparedApp } from '../../config/make-launches.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';

interface CheckOptions {
  json?: true;
  schema?: true;
}

const EXAMPLES = `
Examples:
  allswell check                    the allswell.yaml of this folder or above it
  allswell check /srv/shop          the one of another folder
  allswell check --json             for a pipeline: problems, warnings, full command lines
  allswell check --schema           the JSON Schema, for an editor

Exit codes: 0 it can run (there may be things to mind), 1 it can't.
`;

export function addCheck(program: Command): void {
  program
    .command('check')
    .description('say what is wrong with a configuration, or what it would run')
    .argument('[path]', 'the file, or its folder')
    .option('--json', 'print JSON')
    .option('--schema', 'print the JSON Schema of allswell.yaml and check nothing')
    .addHelpText('after', EXAMPLES)
    .action(async (path: string | undefined, options: CheckOptions) => {
      process.exitCode = options.schema ? await printSchema() : await check(path ?? null, options.json === true);
    });
}

async function printSchema(): Promise<ExitCode> {
  const { configJsonSchema } = await import('../../config/json-schema.ts');
  print(JSON.stringify(configJsonSchema(), null, 2));
  return EXIT.fine;
}

/** Loaded here, so that other commands don't wait for the schema. */
async function check(path: string | null, asJson: boolean): Promise<ExitCode> {
  const { explainReadTrouble, readConfig } = await import('../../config/read-config.ts');
  const { checkConfig, placeProblem } = await import('../../config/check-config.ts');
  const { prepareLaunches } = await import('../../config/make-launches.ts');
  const { readAppFacts } = await import('../../config/app-facts.ts');
  const { judgeApp } = await import('../../config/judge-app.ts');
  const { diskFiles } = await import('../../config/disk-files.ts');
  const { describeCheck } = await import('../../config/describe-check.ts');

  const read = readConfig(path, process.cwd());
  if (!read.ok) {
    const message = explainReadTrouble(read.failure);
    if (asJson) print(JSON.stringify({ ok: false, file: null, problems: [{ path: '', message }] }, null, 2));
    else printError(message);
    return EXIT.refused;
  }
  const { file, text } = read.value;
  const { nameOfFolder } = await import('../../config/config-from-script.ts');
  const checked = checkConfig(text, { file, name: nameOfFolder(dirname(file)) });
  if (!checked.ok) return refuse(checked.failure, { file, text, asJson });

  const app = checked.value;
  const prepared = await prepareLaunches(app, { path: process.env['PATH'] ?? '', env: process.env });
  if (!prepared.ok) {
    const problems = prepared.failure.map((problem) => placeProblem(text, pathOf(problem, text), problem.message));
    return refuse(problems, { file, text, asJson });
  }
  const cwd = prepared.value.pools[0]?.launch.cwd ?? app.cwd;
  const warnings = judgeApp(app, prepared.value, readAppFacts(cwd, prepared.value.pools, diskFiles));
  if (asJson) {
    const { node } = prepared.value;
    const pools = poolsForJson(prepared.value);
    print(JSON.stringify({ ok: true, file, name: app.name, cwd, node, pools, problems: [], warnings }, null, 2));
  } else {
    const styles = { head: 'bold', warning: 'yellow', fine: 'green' } as const;
    const result = { file: shown(file), app, prepared: prepared.value, warnings };
    print(describeCheck(result, (what, words) => styleText(styles[what], words, { stream: process.stdout })).trimEnd());
  }
  return EXIT.fine;
}

async function refuse(
  problems: ConfigProblem[],
  { file, text, asJson }: { file: string; text: string; asJson: boolean },
): Promise<ExitCode> {
  if (asJson) {
    print(JSON.stringify({ ok: false, file, problems }, null, 2));
    return EXIT.refused;
  }
  const { describeProblems } = await import('../../config/describe-problems.ts');
  const styles = { place: 'bold', problem: 'none', caret: 'red' } as const;
  const paint = (what: keyof typeof styles, words: string) =>
    styleText(styles[what], words, { stream: process.stderr });
  printError(describeProblems(problems, { file: shown(file), text, paint }));
  printError(
    `\n${problems.length === 1 ? '1 problem' : `${problems.length} problems`}; nothing was started or changed`,
  );
  return EXIT.refused;
}

/** In the short form a pool's options stand at the top level. */
function pathOf({ pool, key }: LaunchProblem, text: string): string[] {
  return pool === null || !/^pools\s*:/m.test(text) ? [key] : ['pools', pool, key];
}

/** Without environments, for their values may be secrets. */
function poolsForJson({ pools }: PreparedApp) {
  return pools.map(({ pool, launch, run }) => {
    const { env: _env, ...options } = pool;
    return { ...options, argv: launch.argv, isNode: launch.isNode, via: run.via };
  });
}

function shown(file: string): string {
  const fromHere = relative(process.cwd(), file);
  return fromHere.startsWith('..') ? file : fromHere;
}

function print(words: string): void {
  process.stdout.write(`${words}\n`);
}

function printError(words: string): void {
  process.stderr.write(`${words}\n`);
}
