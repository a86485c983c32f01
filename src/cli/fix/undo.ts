// Takes a fix back, and says what could not be taken back.
import { undoPlan } from '../../plan/execute-plan.ts';
import { EXIT } from '../exit-code.ts';
import { paint } from '../print/paint.ts';
import { doneFixes } from './fix-folders.ts';

export function listFixes(): number {
  const done = doneFixes();
  if (done.length === 0) console.log('nothing was fixed here');
  for (const { id, title, canBeTakenBack } of done)
    console.log(`${id}  ${title}${canBeTakenBack ? '' : paint('dim', '  (taken back)')}`);
  return EXIT.fine;
}

export async function undo(id: string | null): Promise<number> {
  const open = doneFixes().filter((fix) => fix.canBeTakenBack && (id === null || fix.id.startsWith(id)));
  const last = open.at(-1);
  if (!last) {
    console.error(
      id === null
        ? 'allswell: there is nothing to take back'
        : `allswell: no fix ${id} that could be taken back; see: allswell undo --list`,
    );
    return EXIT.refused;
  }
  const notUndone = await undoPlan(last.folder, (text) => console.log(`  ${text}`));
  for (const line of notUndone) console.error(`  ${paint('yellow', 'not taken back:')} ${line}`);
  console.log(notUndone.length === 0 ? `${last.title}: taken back` : `${last.title}: taken back but for the above`);
  return notUndone.length === 0 ? EXIT.fine : EXIT.refused;
}
