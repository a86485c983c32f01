// `allswell up`: makes the app run as its configuration says; starts Allswell itself when it doesn't run yet.
// In the foreground it stays, tells what happens, and takes all down with Ctrl-C.
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Answer, AppSource, ReplyValue } from '../../../protocol/control.ts';
import { readConfig } from '../../config/read-config.ts';
import { callDaemon } from '../../control/call-daemon.ts';
import type { Failure } from '../../failure/failure.ts';
import { findHome, type Home } from '../../host/linux/home.ts';
import { startKeeper } from '../../host/linux/start-keeper.ts';
import { isInstalledFor } from '../../host/linux/unit-files.ts';
import { failed, ok, type Result } from '../../std/result.ts';
import { readCaller } from '../caller.ts';
import { EXIT } from '../exit-code.ts';
import { followAlong } from '../follow-along.ts';
import { isToldByReply, noticeText } from '../print/notice-text.ts';
import { paint, paintError } from '../print/paint.ts';
import { rolledText } from '../print/receipt-text.ts';
import { printJson, showFailure } from '../run-request.ts';
import { takeDown } from '../take-down.ts';

interface Options {
  detach?: boolean;
  plan?: boolean;
  json?: boolean;
}

export function addUp(program: Command): void {
  program
    .command('up')
    .argument('[what]', 'allswell.yaml, its folder, or a script; default: the allswell.yaml here or above')
    .description('start the app, or bring what runs to what the configuration says now')
    .option('-d, --detach', 'return once it serves; it goes on in the background')
    .option('--plan', 'only show what would change')
    .option('--json', 'print the outcome as JSON (with --detach or --plan)')
    .addHelpText(
      'after',
      `
Examples:
  $ allswell up                   start the app of this folder, stay in the foreground
  $ allswell up --detach          the same in the background
  $ allswell up dist/main.js      no configuration: one web worker of this script
  $ allswell up --plan            what would change, changing nothing
Run again after editing allswell.yaml: it shows the difference and rolls to it without dropping a request.`,
    )
    .action(async (what: string | undefined, options: Options) => {
      process.exitCode = await up(what, options);
    });
}

async function up(what: string | undefined, { detach = false, plan = false, json = false }: Options): Promise<number> {
  const home = findHome();
  const source = findSource(what);
  if (!source.ok) return showFailure(source.failure, json);
  const checked = await checkSource(source.value);
  if (!checked.ok) return showFailure(checked.failure, json);
  const status = await callDaemon(home, { kind: 'status' }).reply;
  const wasDown = !status.ok && status.failure.code === 'daemon-unreachable' && status.failure.keeper === null;
  if (!status.ok && (!wasDown || plan)) return showFailure(status.failure, json);
  if (wasDown) {
    const started = await startKeeper(home);
    if (!started.ok) return showFailure(started.failure, json);
  }
  // Under systemd it is not ours to take down with Ctrl-C.
  const stays = wasDown && !detach && !json && !isInstalledFor(home);
  const follow = callDaemon(home, { kind: 'follow' }, (answer) => {
    if (!json) show(answer);
  });
  await follow.reply;
  if (stays) downOnSignal(home);
  const call = callDaemon(
    home,
    { kind: 'apply', source: source.value, caller: readCaller(), isPlan: plan },
    (answer) => {
      if (!json) show(answer);
    },
  );
  const result = await call.reply;
  if (!result.ok) {
    const code = showFailure(result.failure, json);
    follow.hangUp();
    if (wasDown) await takeDown(home, false);
    return code;
  }
  if (json) printJson({ schema: 1, ok: true, ...result.value });
  else {
    showApplied(result.value, stays);
    if (!plan) await showHints(home);
  }
  if (!stays) {
    follow.hangUp();
    return EXIT.fine;
  }
  await follow.ended;
  const failure = await followAlong(home, show);
  // After Ctrl-C that is as it should be.
  return isGoingDown ? EXIT.fine : showFailure(failure, json);
}

export function findSource(what: string | undefined): Result<AppSource, Failure> {
  if (what !== undefined && !/\.ya?ml$/.test(what) && existsSync(what) && statSync(what).isFile()) {
    return ok({ kind: 'script', script: resolve(what), cwd: process.cwd() });
  }
  const read = readConfig(what ?? null, process.cwd());
  if (read.ok) return ok({ kind: 'file', path: read.value.file });
  if (what !== undefined && /\.[cm]?[jt]s$/.test(what)) {
    return failed({
      code: 'launch-refused',
      app: what,
      problems: [{ pool: what, message: 'no such file; was it built?' }],
    });
  }
  return failed({ code: 'config-not-found', from: what === undefined ? process.cwd() : resolve(what) });
}

async function showHints(home: Home): Promise<void> {
  const status = await callDaemon(home, { kind: 'status' }).reply;
  if (!status.ok || status.value.kind !== 'status') return;
  for (const hint of status.value.status.hints) console.error(paintError('dim', `hint: ${hint}`));
}

/** A typo is told before anything is started. */
async function checkSource(source: AppSource): Promise<Result<unknown, Failure>> {
  const { readSource } = await import('../../config/read-source.ts');
  return readSource(source);
}

let isGoingDown = false;

function downOnSignal(home: Home): void {
  let asked = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      asked += 1;
      isGoingDown = true;
      console.error(
        paintError(
          'dim',
          asked === 1 ? 'going down: workers finish what they have in hand (again: at once)' : 'going down at once',
        ),
      );
      void takeDown(home, asked > 1).then(() => process.exit(EXIT.fine));
    });
  }
}

function show(answer: Exclude<Answer, { kind: 'reply' }>): void {
  if (answer.kind === 'progress') console.error(paint('dim', `${answer.app}: ${answer.text}`));
  else if (!isToldByReply(answer.notice))
    console.error(`${paint('dim', answer.at.slice(11, 19))} ${answer.app}: ${noticeText(answer.notice)}`);
}

function showApplied(value: ReplyValue, stays: boolean): void {
  if (value.kind === 'planned') {
    console.log(
      value.changes.length === 0
        ? `${value.app} runs as its configuration says`
        : value.changes.map((change) => `${value.app}: ${change}`).join('\n'),
    );
  } else if (value.kind === 'unchanged') {
    console.log(`${value.app} runs as its configuration says (generation ${value.generation}); nothing to do`);
  } else if (value.kind === 'rolled') console.log(rolledText(value));
  if (stays) console.error(paint('dim', 'Ctrl-C takes it down; `allswell up --detach` leaves it in the background.'));
}
