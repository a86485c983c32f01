// Plays a scenario: blocks of events, then `----`, then what the supervisor commands. Gives the text as it should read.
import { checkApp } from '../../src/supervise/invariants.ts';
import type { App, AppEvent } from '../../src/supervise/model.ts';
import { nextWake } from '../../src/supervise/next-wake.ts';
import { newApp, reduceApp } from '../../src/supervise/reduce-app.ts';
import { parseEvent } from './parse-event.ts';
import { printCommand } from './print-step.ts';

const RULE = '----';

interface Played {
  app: App;
  commands: string[];
}

export function runScenario(text: string): string {
  let app = newApp('shop');
  const blocks = text
    .trim()
    .split(/\n\s*\n/)
    .map((block) => {
      const lines = block.split('\n');
      const given = lines.includes(RULE) ? lines.slice(0, lines.indexOf(RULE)) : lines;
      const played = playEvents(given.join('\n'), app);
      app = played.app;
      if (given.every(isComment)) return given.join('\n');
      return [...given, RULE, ...(played.commands.length > 0 ? played.commands : ['nothing'])].join('\n');
    });
  return `${blocks.join('\n\n')}\n`;
}

/** Plays the lines of events and gives what came of them. */
export function playEvents(text: string, from: App = newApp('shop')): Played {
  const events = text.split('\n').filter((line) => line.trim() !== '' && !isComment(line));
  let played: Played = { app: from, commands: [] };
  for (const line of events) {
    const { app, commands } = play(played.app, parseEvent(line));
    played = { app, commands: [...played.commands, ...commands] };
  }
  return played;
}

const isComment = (line: string): boolean => line.startsWith('#');

function play(app: App, event: AppEvent): Played {
  const wake = nextWake(app);
  // Between two daemons nobody is there to wake up.
  if (wake !== null && wake < event.at && event.kind !== 'daemon-resumed') {
    throw new Error(`at ${event.at} ${event.kind} comes after the wake-up of ${wake}, which the scenario leaves out`);
  }
  const step = reduceApp(app, event);
  const broken = checkApp(step.app);
  if (broken.length > 0) throw new Error(`at ${event.at} ${event.kind}: ${broken.join('; ')}`);
  return { app: step.app, commands: step.commands.map(printCommand) };
}
