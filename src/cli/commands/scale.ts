// `allswell scale web=4`.
import type { Command } from 'commander';
import { EXIT } from '../exit-code.ts';
import { runRequest } from '../run-request.ts';

export function addScale(program: Command): void {
  program
    .command('scale')
    .argument('<pools...>', 'POOL=N or APP.POOL=N')
    .description('change how many workers a pool has, until its configured number changes')
    .option('--json', 'print the outcome as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ allswell scale web=4
  $ allswell scale shop.web=4 shop.orders=2`,
    )
    .action(async (pools: string[], { json = false }: { json?: boolean }) => {
      for (const text of pools) {
        const match = /^(?:([^.=]+)\.)?([^.=]+)=(\d{1,3})$/.exec(text);
        if (!match) {
          console.error(`allswell: "${text}" is not POOL=N, for example web=4`);
          process.exitCode = EXIT.usage;
          return;
        }
        const [, app = null, pool = '', workers] = match;
        const request = { kind: 'scale', app, pool, workers: Number(workers) } as const;
        const code = await runRequest(request, {
          isJson: json,
          show: (value) => console.log(value.kind === 'done' ? value.text : ''),
        });
        if (code !== EXIT.fine) process.exitCode = code;
      }
    });
}
