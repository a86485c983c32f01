// `allswell logs`: what workers printed, merged in the order of time; reads their files itself, daemon or not.
import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Command } from 'commander';
import { findHome } from '../../host/linux/home.ts';
import { sizeOf } from '../../host/linux/read-tail.ts';
import { EXIT } from '../exit-code.ts';
import { findLogFiles, type LogLine, readLogLines } from '../log-lines.ts';
import { paint } from '../print/paint.ts';
import { showFailure } from '../run-request.ts';
import { readSince } from '../since.ts';
import { readTarget } from '../target.ts';

const LOOK_EVERY_MS = 200;
const READ_BYTES_MAX = 1024 * 1024;

interface Options {
  follow?: boolean;
  since?: string;
  lines: string;
  errors?: boolean;
  json?: boolean;
}

export function addLogs(program: Command): void {
  program
    .command('logs')
    .argument('[target]', 'APP, APP.POOL or APP.POOL.SEAT; may be left out when there is one app')
    .description('what workers printed')
    .option('-f, --follow', 'go on as it is printed')
    .option('--since <when>', 'a duration (2h, 30m) or a time (2026-01-31T12:00); exact to about a second')
    .option('-n, --lines <count>', 'how many at most', '100')
    .option('--errors', 'only what was printed on stderr')
    .option('--json', 'one JSON value a line')
    .addHelpText(
      'after',
      `
Examples:
  $ allswell logs
  $ allswell logs shop.web --follow
  $ allswell logs shop.orders.1 --since 30m --errors`,
    )
    .action(async (text: string | undefined, options: Options) => {
      process.exitCode = await logs(text, options);
    });
}

async function logs(text: string | undefined, options: Options): Promise<number> {
  const target = readTarget(text);
  if (!target.ok) return showFailure(target.failure, options.json ?? false);
  const since = readSince(options.since);
  if (since === null) {
    console.error(`allswell: --since ${options.since} is neither a duration such as 2h nor a time`);
    return EXIT.usage;
  }
  const { logs: root } = findHome();
  const apps = existsSync(root) ? readdirSync(root) : [];
  const app = target.value.app ?? (apps.length === 1 ? apps[0] : undefined);
  if (app === undefined || !apps.includes(app))
    return showFailure({ code: 'app-unknown', app: target.value.app, known: apps }, options.json ?? false);
  const folder = join(root, app);
  const find = (): string[] =>
    findLogFiles(folder, target.value.pool, target.value.seat).filter(
      (file) => !options.errors || file.endsWith('.err.log'),
    );
  const print = (line: LogLine): void =>
    console.log(options.json ? JSON.stringify({ schema: 1, ...describe(line) }) : show(line));
  const lengths = new Map(find().map((file) => [file, sizeOf(join(folder, file))]));
  for (const line of readLogLines(folder, find(), since).slice(-Number(options.lines))) print(line);
  while (options.follow) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    for (const file of find()) for (const line of readNew(folder, file, lengths)) print(line);
  }
  return EXIT.fine;
}

/** Whole lines that were added since the last look. */
function readNew(folder: string, file: string, lengths: Map<string, number>): LogLine[] {
  const path = join(folder, file);
  const size = sizeOf(path);
  const known = lengths.get(file) ?? 0;
  const from = known > size ? 0 : known;
  if (size === from) return [];
  const buffer = Buffer.alloc(Math.min(READ_BYTES_MAX, size - from));
  const fd = openSync(path, 'r');
  const got = readSync(fd, buffer, 0, buffer.length, from);
  closeSync(fd);
  const end = buffer.lastIndexOf(10, got - 1) + 1;
  lengths.set(file, from + end);
  return buffer
    .toString('utf8', 0, end)
    .split('\n')
    .filter(Boolean)
    .map((text) => ({ at: Date.now(), file, text }));
}

function describe({ at, file, text }: LogLine): object {
  const [pool, seat, stream] = file.split('.');
  return { at: new Date(at).toISOString(), pool, seat: Number(seat), stream, text };
}

/** Colours are an app's own choice; anything else that steers a terminal is not let through, and nothing is off a terminal. */
const shownText = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  process.stdout.isTTY ? text.replace(/\u001b(?!\[[\d;]*m)/g, '␛') : stripVTControlCharacters(text);

function show({ at, file, text }: LogLine): string {
  const [pool, seat, stream] = file.split('.');
  const bar = stream === 'err' ? paint('red', '|') : paint('dim', '|');
  return `${paint('dim', new Date(at).toISOString().slice(11, 19))} ${paint('cyan', `${pool}.${seat}`)} ${bar} ${shownText(text)}`;
}
