// A program: reads one source and caller from stdin, and writes what the app would be started from to stdout.
import type { AppSource, Caller } from '../../protocol/control.ts';
import { prepareApp } from './read-source.ts';

let text = '';
for await (const chunk of process.stdin) text += String(chunk);
const { source, caller } = JSON.parse(text) as { source: AppSource; caller: Caller };
process.stdout.write(JSON.stringify(await prepareApp(source, caller)));
