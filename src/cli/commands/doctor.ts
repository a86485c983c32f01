// `allswell doctor`: from the symptom to the root cause, on any server; reads, and changes nothing.
import type { Command } from 'commander';
import { readText } from '../../host/linux/read-text.ts';
import { writePrivateFile } from '../../host/linux/write-private-file.ts';
import { collectSheet, diagnoseSheet } from '../../doctor/diagnose.ts';
import { maskSheet } from '../../doctor/mask-sheet.ts';
import type { Diagnosis, EntityKey, FactSheet, Rule } from '../../doctor/model.ts';
import { followPath } from '../../doctor/path/follow-path.ts';
import { renderPath } from '../../doctor/path/render-path.ts';
import { readSheet } from '../../doctor/read-sheet.ts';
import { describeDiagnosis } from '../../doctor/report/describe-diagnosis.ts';
import { renderText } from '../../doctor/report/render-text.ts';
import { rules } from '../../doctor/rules/index.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { showProgress } from '../print/doctor-progress.ts';
import { paint, paintError } from '../print/paint.ts';
import { readSince } from '../since.ts';

interface Options {
  since: string;
  json?: boolean;
  facts?: string;
  save?: string;
  only?: string;
}

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .argument('[target]', 'a URL, a site, a port, a unit or an app: follows its path; left out: the whole machine')
    .description('what is wrong on this server, and why')
    .option('--since <when>', 'events before this are not looked at: a duration (2h) or a time', '24h')
    .option('--json', 'print JSON (schema 1, see docs/reference/doctor-json.md)')
    .option('--facts <file>', 'judge a saved sheet instead of this machine')
    .option('--save <file>', 'write what was found out to a file, without secrets and addresses of people')
    .option('--only <words>', 'only rules about these, such as nginx,memory')
    .addHelpText(
      'after',
      `
Examples:
  $ allswell doctor
  $ allswell doctor https://shop.example/orders
  $ allswell doctor 3000 --since 2h
  $ allswell doctor --save sheet.json      to send to somebody who helps
  $ allswell explain nginx-upstream-not-listening
Exit codes: 0 all is well, 3 a cause was found, 1 it could not be concluded, 2 the command line was not understood.`,
    )
    .action(async (target: string | undefined, options: Options) => {
      const code = await doctor(target, options);
      // A question to a dead resolver or a hanging program must not keep us: all that was wanted is printed.
      await new Promise((resolve) => process.stdout.write('', resolve));
      process.exit(code);
    });
}

async function doctor(target: string | undefined, options: Options): Promise<ExitCode> {
  const since = readSince(options.since);
  if (since === null)
    return complain(EXIT.usage, `--since ${options.since} is neither a duration such as 2h nor a time`);
  const isAsked = readOnly(options.only);
  if (isAsked === null)
    return complain(
      EXIT.usage,
      `--only ${options.only}: no rule is about that. Try nginx, site, unit, supervisor, pm2, memory, database, disk`,
    );
  const sheet = options.facts === undefined ? await lookAround(since, options.json ?? false) : loadSheet(options.facts);
  if (typeof sheet === 'string') return complain(EXIT.refused, sheet);
  const path = target === undefined ? null : followPath(sheet, target);
  if (target !== undefined && path === null)
    return complain(
      EXIT.refused,
      `nothing here is called ${target}: no site, port, unit, program, PM2 app, pool or folder. Without a name, allswell doctor looks at all of them`,
    );
  const diagnosis = diagnoseSheet(sheet, path?.keys ?? [], isAsked);
  if (options.json)
    console.log(
      JSON.stringify(
        { ...describeDiagnosis(diagnosis, sheet), path: path && { target: path.target, hops: path.hops } },
        null,
        2,
      ),
    );
  else {
    if (path) console.log(`${renderPath(path, paint)}\n`);
    console.log(renderText(diagnosis, paint));
  }
  if (options.save !== undefined && !save(sheet, options.save, options.json ?? false)) return EXIT.refused;
  return codeOf(diagnosis, path?.keys ?? []);
}

function codeOf({ verdict, causes }: Diagnosis, asked: EntityKey[]): ExitCode {
  if (verdict === 'inconclusive') return EXIT.refused;
  return verdict === 'healthy' && (asked.length === 0 || causes.length === 0) ? EXIT.fine : EXIT.findings;
}

/** Null: a word that no rule is about. */
function readOnly(only: string | undefined): ((rule: Rule) => boolean) | null {
  const words = (only ?? '')
    .split(',')
    .map((word) => word.trim().toLowerCase())
    .filter(Boolean);
  const isAbout = (rule: Rule, word: string): boolean =>
    (ALSO[word] ?? [word]).some(
      (one) => rule.id.includes(one) || rule.needs.some((need) => need.split('.')[0] === one || need.includes(one)),
    );
  if (words.some((word) => !rules.some((rule) => isAbout(rule, word)))) return null;
  return (rule) => words.length === 0 || words.some((word) => isAbout(rule, word));
}

/** What people say, where rules and facts say something narrower. */
const ALSO: Record<string, string[]> = {
  memory: ['memory', 'oom', 'heap'],
  disk: ['disk', 'inode', 'log-fills'],
  database: ['database', 'postgres', 'mysql', 'redis'],
  deploy: ['build', 'module', 'release', 'lockfile', 'stale'],
};

async function lookAround(since: number, isJson: boolean): Promise<FactSheet> {
  const progress = showProgress(process.stderr.isTTY && !isJson);
  try {
    return await collectSheet({ since, about: [], ended: progress.ended });
  } finally {
    progress.clear();
  }
}

/** A sentence when it can't be read. */
function loadSheet(file: string): FactSheet | string {
  let text: string | null;
  try {
    text = readText(file);
  } catch (error) {
    return `could not read ${file}: ${(error as Error).message}`;
  }
  if (text === null) return `could not read ${file}: there is no such file`;
  const read = readSheet(text);
  return read.ok
    ? read.value
    : `could not read ${file}: ${read.failure}. A sheet is made by allswell doctor --save FILE`;
}

function save(sheet: FactSheet, file: string, isJson: boolean): boolean {
  const { sheet: own, masked } = maskSheet(sheet);
  try {
    writePrivateFile(file, `${JSON.stringify(own, null, 1)}\n`);
  } catch (error) {
    complain(EXIT.refused, `could not write ${file}: ${(error as Error).message}`);
    return false;
  }
  const what = masked.map(({ what: one, count }) => `${count} ${one}`).join(', ');
  const told = `Saved to ${file}. Values of environment variables were never taken, only a hash of each; masked besides: ${what === '' ? 'nothing was left to mask' : what}. Names of sites, programs, files and users of this machine are in it.`;
  (isJson ? console.error : console.log)(isJson ? told : `\n${told}`);
  return true;
}

function complain<Code extends ExitCode>(code: Code, text: string): Code {
  console.error(`${paintError('red', 'allswell:')} ${text}.`);
  return code;
}
