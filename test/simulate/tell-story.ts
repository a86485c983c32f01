// The text of a failed seed: whom the judge blames, and the last events before it.
import { printCommand, printEvent } from '../scenarios/print-step.ts';
import type { Chapter, Outcome } from './run-seed.ts';

const CHAPTERS_MAX = 40;

export function tellStory({ seed, faults, story }: Outcome): string {
  const last = story.slice(-CHAPTERS_MAX);
  const cut = story.length > last.length ? [`… ${story.length - last.length} events before`] : [];
  return [`seed ${seed}`, ...cut, ...last.flatMap(tellChapter), ...faults.map((fault) => `BLAMED: ${fault}`)].join(
    '\n',
  );
}

const tellChapter = ({ clock, event, commands }: Chapter): string[] => [
  `${clock} ${typeof event === 'string' ? `*** ${event}` : printEvent(event)}`,
  ...commands.map((command) => `    ${printCommand(command)}`),
];
