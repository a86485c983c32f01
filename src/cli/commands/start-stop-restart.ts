// `allswell start|stop|restart APP[.POOL[.SEAT]]`.
import type { Command } from 'commander';
import { runRequest, showFailure } from '../run-request.ts';
import { readTarget } from '../target.ts';

const VERBS = {
  start: { about: 'start what was stopped', example: 'shop.web' },
  stop: { about: 'stop an app, a pool or a seat; returns when its processes have gone', example: 'shop.orders' },
  restart: { about: 'replace workers by twins of the same generation, without a gap', example: 'shop.web.2' },
} as const;

export function addStartStopRestart(program: Command): void {
  for (const verb of ['start', 'stop', 'restart'] as const) {
    program
      .command(verb)
      .argument('[target]', 'APP, APP.POOL or APP.POOL.SEAT; may be left out when there is one app')
      .description(VERBS[verb].about)
      .option('--json', 'print the outcome as JSON')
      .addHelpText(
        'after',
        `
Examples:
  $ allswell ${verb}               everything of the only app
  $ allswell ${verb} ${VERBS[verb].example}`,
      )
      .action(async (text: string | undefined, { json = false }: { json?: boolean }) => {
        const target = readTarget(text);
        if (!target.ok) process.exitCode = showFailure(target.failure, json);
        else {
          const show = (value: { kind: string; text?: string }): void => console.log(value.text ?? '');
          process.exitCode = await runRequest({ kind: verb, target: target.value }, { isJson: json, show });
        }
      });
  }
}
