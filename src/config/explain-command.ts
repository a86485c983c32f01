// Decides the words for a command line that would need a shell, and what to write instead of it.
import type { CommandTrouble } from './parse-command.ts';
import type { Refusal } from './resolved-run.ts';

const NO_SHELL = 'there is none between allswell and the app: signals and the socket would end at it';

export function explainCommand(trouble: CommandTrouble): Refusal {
  switch (trouble.why) {
    case 'empty':
      return { reason: 'there is no command in it', instead: 'e.g. dist/main.js' };
    case 'open quote':
      return { reason: `a ${trouble.quote} is opened and never closed` };
    case 'operator':
      return explainOperator(trouble.operator, trouble.segments);
    case 'expansion':
      return {
        reason: `only a shell replaces ${trouble.text}, and ${NO_SHELL}`,
        instead: 'write the value, or let the app read process.env (PORT is set for it)',
      };
    case 'pattern':
      return { reason: `only a shell expands ${trouble.text}, and ${NO_SHELL}`, instead: 'name the files' };
  }
}

function explainOperator(operator: string, segments: readonly string[]): Refusal {
  const first = segments[0] ?? '';
  const last = segments.at(-1) ?? '';
  const reason = `'${operator.trim() || 'a second line'}' needs a shell, and ${NO_SHELL}`;
  const folder = /^cd\s+(\S+)$/.exec(first)?.[1];

  if (operator === '&&' || operator === ';' || operator === '\n') {
    if (folder !== undefined && segments.length === 2)
      return { reason, instead: `write cwd: ${folder} and run: ${last}` };
    const before = segments.slice(0, -1).join(` ${operator.trim()} `);
    return { reason, instead: `write run: ${last} and do this once, in your deploy: ${before}` };
  }
  if (operator === '|') return { reason, instead: `write run: ${first}; what it prints is kept as its log` };
  if (operator.includes('>')) return { reason, instead: `write run: ${first}; what it prints is kept as its log` };
  if (operator === '&') return { reason, instead: `write run: ${first}; a worker stays in the foreground` };
  return { reason, instead: 'write one plain command, or put all of it in a script file and run that' };
}
