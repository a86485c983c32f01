// The words for a plan: what each step will do, as a diff or a command, and how it is taken back.
import type { Action, Plan } from './model.ts';

const CONTEXT_LINES = 2;

export function describePlan(plan: Plan): string[] {
  return [
    `${plan.title} (${plan.risk})`,
    ...plan.steps.flatMap(({ says, action }, index) => [
      `  ${index + 1}. ${says}`,
      ...describeAction(action).map((line) => `       ${line}`),
    ]),
    ...plan.notes.map((note) => `  note: ${note}`),
  ];
}

function describeAction(action: Action): string[] {
  switch (action.kind) {
    case 'write-file':
      return [
        `${action.path}:`,
        ...diffLines(action.before ?? '', action.after),
        'undo: the file as it is now, from the backup',
      ];
    case 'own-tree':
      return [
        `everything below ${action.path} is given to ${action.named}`,
        'undo: every entry back to its owner of now',
      ];
    case 'grant-tree':
      return [
        `everything below ${action.path} may be read by the group of ${action.named}`,
        'undo: every entry back to its group and mode of now',
      ];
    case 'set-mode':
      return [`${action.path} gets mode ${action.mode.toString(8).padStart(4, '0')}`, 'undo: the mode of now'];
    case 'move-aside':
      return [`${action.path} is moved into the backup`, 'undo: moved back'];
    case 'run':
      return [
        `$ ${action.argv.join(' ')}${action.cwd ? `   (in ${action.cwd}${action.user ? `, as ${action.user}` : ''})` : ''}`,
        action.undo
          ? `undo: $ ${action.undo.join(' ')}`
          : action.creates.length > 0
            ? `undo: ${action.creates.join(', ')} is removed`
            : `undo: none; ${action.whyNoUndo}`,
      ];
    case 'end-process':
      return [
        `pid ${action.process.pid} (${action.named}) gets ${action.signal}, if it is still the same process`,
        'undo: none; a process that has ended cannot be brought back',
      ];
  }
}

/** The changed lines with a little around them. Enough for configuration files; not a general diff. */
export function diffLines(before: string, after: string): string[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail])
    tail += 1;
  const from = Math.max(0, head - CONTEXT_LINES);
  return [
    ...a.slice(from, head).map((line) => `  ${line}`),
    ...a.slice(head, a.length - tail).map((line) => `- ${line}`),
    ...b.slice(head, b.length - tail).map((line) => `+ ${line}`),
    ...a.slice(a.length - tail, a.length - tail + CONTEXT_LINES).map((line) => `  ${line}`),
  ];
}
