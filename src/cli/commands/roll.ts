// `allswell roll`: a new generation from what is on disk now: proved beside the old one, then switched at once, measured.
import type { Command } from 'commander';
import { callDaemon } from '../../control/call-daemon.ts';
import { findHome } from '../../host/linux/home.ts';
import { readCaller } from '../caller.ts';
import { isToldByReply, noticeText } from '../print/notice-text.ts';
import { paintError } from '../print/paint.ts';
import { rolledText } from '../print/receipt-text.ts';
import { runRequest } from '../run-request.ts';

interface Options {
  evenIfTight?: boolean;
  json?: boolean;
}

export function addRoll(program: Command): void {
  program
    .command('roll')
    .argument('[app]', 'may be left out when there is one app')
    .description('roll to a new generation: code, configuration and environment as they are on disk now')
    .option('--even-if-tight', 'roll though memory or database connections are short')
    .option('--json', 'print the outcome with its receipt as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ allswell roll            after a build: replaces every pool's workers, drops nothing, prints the receipt
  $ allswell roll shop --json
If the new generation does not come up, the old one serves on untouched and the exit code is 1.`,
    )
    .action(async (app: string | undefined, { evenIfTight = false, json = false }: Options) => {
      let rolling: string | null = null;
      process.on('SIGINT', () => {
        if (rolling === null) process.exit(130);
        console.error(paintError('dim', 'giving the roll up; what serves keeps serving'));
        void callDaemon(findHome(), { kind: 'cancel-roll', app: rolling }).reply;
      });
      const follow = callDaemon(findHome(), { kind: 'follow' }, (answer) => {
        if (answer.kind === 'notice' && answer.notice.kind === 'roll-started') rolling = answer.app;
        if (
          answer.kind === 'notice' &&
          !json &&
          (app === undefined || answer.app === app) &&
          !isToldByReply(answer.notice)
        ) {
          console.error(`${paintError('dim', answer.at.slice(11, 19))} ${answer.app}: ${noticeText(answer.notice)}`);
        }
      });
      await follow.reply;
      process.exitCode = await runRequest(
        { kind: 'roll', app: app ?? null, caller: readCaller(), evenIfTight },
        { isJson: json, show: (value) => console.log(value.kind === 'rolled' ? rolledText(value) : '') },
      );
      follow.hangUp();
    });
}
