// `allswell down`: stops every app of this home and then Allswell itself; returns when no process is left.
import type { Command } from 'commander';
import { findHome } from '../../host/linux/home.ts';
import { showReply } from '../run-request.ts';
import { takeDown } from '../take-down.ts';

export function addDown(program: Command): void {
  program
    .command('down')
    .description('stop every app and Allswell itself; the apps come back with the next start')
    .option('--now', 'kill instead of letting workers finish')
    .option('--json', 'print the outcome as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ allswell down          workers finish the requests and jobs in hand
  $ allswell down --now    they don't`,
    )
    .action(async ({ now = false, json = false }: { now?: boolean; json?: boolean }) => {
      process.exitCode = showReply(await takeDown(findHome(), now), {
        isJson: json,
        show: (value) => console.log(value.kind === 'done' ? value.text : ''),
      });
    });
}
