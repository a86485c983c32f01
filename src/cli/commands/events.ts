// `allswell events`: what happened, from the journal; works when the daemon is dead.
import { existsSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { findHome } from '../../host/linux/home.ts';
import type { Notice } from '../../supervise/model.ts';
import { EXIT } from '../exit-code.ts';
import { followAlong } from '../follow-along.ts';
import { noticeText } from '../print/notice-text.ts';
import { paint } from '../print/paint.ts';
import { showFailure } from '../run-request.ts';
import { readSince } from '../since.ts';

interface Options {
  follow?: boolean;
  since?: string;
  lines: string;
  json?: boolean;
}

interface Told {
  at: string;
  app: string;
  notice: Notice;
}

export function addEvents(program: Command): void {
  program
    .command('events')
    .argument('[app]', 'only this app')
    .description('what happened: starts, rolls, deaths, kills')
    .option('-f, --follow', 'go on as it happens')
    .option('--since <when>', 'a duration (2h, 30m) or a time (2026-01-31T12:00)')
    .option('-n, --lines <count>', 'how many at most', '50')
    .option('--json', 'one JSON value a line')
    .addHelpText(
      'after',
      `
Examples:
  $ allswell events
  $ allswell events shop --since 2h
  $ allswell events --follow --json`,
    )
    .action(async (app: string | undefined, options: Options) => {
      const since = readSince(options.since);
      if (since === null) {
        console.error(`allswell: --since ${options.since} is neither a duration such as 2h nor a time`);
        process.exitCode = EXIT.usage;
        return;
      }
      const isWanted = (told: Told): boolean => (app === undefined || told.app === app) && Date.parse(told.at) >= since;
      const print = (told: Told): void =>
        console.log(options.json ? JSON.stringify({ schema: 1, ...told, text: noticeText(told.notice) }) : line(told));
      for (const told of readJournal(findHome().journal).filter(isWanted).slice(-Number(options.lines))) print(told);
      if (!options.follow) return;
      const failure = await followAlong(findHome(), (answer) => {
        if (answer.kind === 'notice' && isWanted(answer)) print(answer);
      });
      process.exitCode = showFailure(failure, false);
    });
}

const line = ({ at, app, notice }: Told): string =>
  `${paint('dim', at.slice(0, 19).replace('T', ' '))} ${app}: ${noticeText(notice)}`;

function readJournal(file: string): Told[] {
  return [`${file}.1`, file].flatMap((path) => {
    if (!existsSync(path)) return [];
    return readFileSync(path, 'utf8')
      .split('\n')
      .flatMap((text) => {
        if (!text.includes('"kind":"notice"')) return [];
        try {
          return [JSON.parse(text) as Told];
        } catch {
          return [];
        }
      });
  });
}
