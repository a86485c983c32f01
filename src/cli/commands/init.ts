// Does `allswell init`: writes an allswell.yaml for the app in a folder and tells what it was made from.
// What the app is, is decided in config/detect-app; the text in config/write-config.
import { writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { styleText } from 'node:util';
import type { Command } from 'commander';

import type { DetectedApp } from '../../config/detected-app.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';

interface InitOptions {
  force?: true;
  print?: true;
  json?: true;
}

const EXAMPLES = `
Examples:
  allswell init                     look at this folder and write allswell.yaml into it
  allswell init /srv/shop --print   only print what would be written
  allswell init --force             write over an allswell.yaml that is there

Exit codes: 0 written, 1 not written (no app recognised, or the file is there).
`;

export function addInit(program: Command): void {
  program
    .command('init')
    .description('write an allswell.yaml for the app in a folder')
    .argument('[folder]', 'the folder of the app', '.')
    .option('--force', 'write over a configuration that is there')
    .option('--print', 'print the configuration and write nothing')
    .option('--json', 'print what was recognised as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, options: InitOptions) => {
      process.exitCode = await init(resolve(folder), options);
    });
}

async function init(folder: string, options: InitOptions): Promise<ExitCode> {
  const { diskFiles } = await import('../../config/disk-files.ts');
  const { detectApp } = await import('../../config/detect-app.ts');
  const { writeConfig } = await import('../../config/write-config.ts');
  const { CONFIG_NAMES } = await import('../../config/read-config.ts');

  if (diskFiles.kind(folder) !== 'folder') return refuse(`there is no folder ${folder}`, options);
  const detected = detectApp(folder, diskFiles);
  if (!detected.ok)
    return refuse(`${detected.failure}\nIs it built elsewhere? Call it with the folder of its package.json.`, options);

  const text = writeConfig(detected.value);
  const present = CONFIG_NAMES.map((name) => join(folder, name)).find((path) => diskFiles.kind(path) !== null);
  const file = present ?? join(folder, CONFIG_NAMES[0]);
  const willWrite = options.print !== true;
  if (willWrite && present !== undefined && options.force !== true) {
    return refuse(
      `${shown(present)} is there already; write over it with --force, or see what would be written with --print`,
      options,
    );
  }
  if (willWrite) {
    const trouble = write(file, text);
    if (trouble !== null) return refuse(`${shown(file)} could not be written: ${trouble}`, options);
  }
  if (options.json)
    print(JSON.stringify({ ok: true, file, written: willWrite, detected: detected.value, text }, null, 2));
  else if (willWrite) await tell(detected.value, folder, file);
  else print(text.trimEnd());
  return EXIT.fine;
}

async function tell(detected: DetectedApp, folder: string, file: string): Promise<void> {
  const { describeDetected } = await import('../../config/describe-detected.ts');
  const { diskFiles } = await import('../../config/disk-files.ts');
  const { detectedTroubles } = await import('../../config/detected-troubles.ts');
  print(describeDetected(detected).join('\n'));
  print(`\n${styleText('green', `Wrote ${shown(file)}.`, { stream: process.stdout })}`);

  const troubles = detectedTroubles(detected, { folder, path: process.env['PATH'] ?? '', files: diskFiles });
  if (troubles.length > 0) print(`\nNot yet right:\n${troubles.map((words) => `  ${words}`).join('\n')}`);
  const here = relative(process.cwd(), folder);
  print('\nNext:');
  if (here !== '') print(`  cd ${shown(folder)}`);
  print('  allswell check    see what would run');
  print('  allswell up       start it');
}

function write(file: string, text: string): string | null {
  try {
    writeFileSync(file, text);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

function refuse(message: string, { json }: InitOptions): ExitCode {
  if (json) print(JSON.stringify({ ok: false, message }, null, 2));
  else process.stderr.write(`${message}\n`);
  return EXIT.refused;
}

function shown(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
}

function print(words: string): void {
  process.stdout.write(`${words}\n`);
}
