// The words of an install: each file as it will be, and what happens to the apps that run.
import type { PlannedFile } from '../../server/model.ts';
import { paint } from '../print/paint.ts';
import type { SwitchKind } from './switch-over.ts';

const CHANGE = { write: 'new', overwrite: 'changed', remove: 'removed', none: 'as it is' } as const;

export const SWITCH_TEXT: Record<SwitchKind, { would: string; does: string }> = {
  'handed-over': {
    would:
      'The apps would go down and come back under systemd: the only time that their ports are closed for a moment.',
    does: 'The apps go down and come back under systemd: the only time that their ports are closed for a moment.',
  },
  reopened: {
    would: 'Ports change, so all of them would be closed for a moment while the apps go down and come back.',
    does: 'Ports change, so all of them are closed for a moment while the apps go down and come back.',
  },
  restarted: {
    would: 'Allswell itself would start again; the apps would serve on.',
    does: 'Allswell itself starts again; the apps serve on.',
  },
  none: { would: 'Nothing would be done: all is installed already.', does: 'All is installed already.' },
};

/** Unchanged files in one line, the others whole: they are short, and root runs what they say. */
export function filesText(files: PlannedFile[]): string {
  return files
    .filter((file) => file.text !== null || file.present !== null)
    .map(({ path, text, change }) => {
      const head = `${paint('bold', path)} ${paint('dim', `(${CHANGE[change]})`)}`;
      const shown =
        change === 'none' || text === null
          ? []
          : text
              .trimEnd()
              .split('\n')
              .map((line) => `  ${line}`);
      return [head, ...shown].join('\n');
    })
    .join('\n\n');
}
