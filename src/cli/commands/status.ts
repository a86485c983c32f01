// `allswell status`: the truth in a table; says "All's well" only when it is.
import type { Command } from 'commander';
import type { ReplyValue } from '../../../protocol/control.ts';
import { EXIT } from '../exit-code.ts';
import { statusText } from '../print/status-text.ts';
import { runRequest } from '../run-request.ts';

const WATCH_EVERY_MS = 1000;
const CLEAR = '\u001b[H\u001b[J';

export function addStatus(program: Command): void {
  program
    .command('status')
    .description('every worker with its state, and whether all is well')
    .option('-w, --watch', 'again every second, until Ctrl-C')
    .option('--json', 'print JSON (schema 1, see docs/reference/status-json.md)')
    .addHelpText(
      'after',
      `
Examples:
  $ allswell status
  $ allswell status --watch
  $ allswell status --json | jq '.apps[].pools[].workers[] | {id, state, pid}'
Exit codes: 0 all is well, 3 something is not, 4 no Allswell runs here.`,
    )
    .action(async ({ watch = false, json = false }: { watch?: boolean; json?: boolean }) => {
      do {
        let isWell = true;
        const show = (value: ReplyValue): void => {
          if (value.kind !== 'status') return;
          isWell = value.status.isWell;
          console.log(
            json
              ? JSON.stringify(value.status, null, 2)
              : `${watch ? CLEAR : ''}${statusText(value.status, Date.parse(value.status.at))}`,
          );
        };
        const code = await runRequest({ kind: 'status' }, { isJson: false, show });
        process.exitCode = code === EXIT.fine && !isWell ? EXIT.findings : code;
        if (watch) await new Promise((resolve) => setTimeout(resolve, WATCH_EVERY_MS));
      } while (watch);
    });
}
