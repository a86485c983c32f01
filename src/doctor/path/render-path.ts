// The path as text: a line for each hop, well or not, and a mark at the first that is broken. Fits 80 columns.
import type { Hop, Path } from './model.ts';

export type Paint = (style: 'red' | 'green' | 'yellow' | 'dim' | 'bold' | 'cyan', text: string) => string;

const WIDTH = 80;
const INDENT = 16;

export function renderPath({ target, hops }: Path, paint: Paint): string {
  const broken = hops.findIndex(({ isOk }) => isOk === false);
  const lines = hops.map((hop, index) => hopLine(hop, index === broken, paint));
  return [paint('bold', `The path of ${target}:`), ...lines].join('\n');
}

function hopLine({ what, isOk, says }: Hop, isFirstBroken: boolean, paint: Paint): string {
  const mark = isOk === null ? paint('yellow', '?') : isOk ? paint('green', '✓') : paint('red', '✗');
  const text = wrap(says);
  return `  ${mark} ${what.padEnd(12)}${isFirstBroken ? paint('bold', text) : text}${isFirstBroken ? paint('red', '  ← breaks here') : ''}`;
}

/** Breaks at spaces; a long word stays whole so that it can be copied. */
function wrap(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const wider = line === '' ? word : `${line} ${word}`;
    if (wider.length > WIDTH - INDENT && line !== '') {
      lines.push(line);
      line = word;
    } else line = wider;
  }
  return [...lines, line].join(`\n${' '.repeat(INDENT)}`);
}
