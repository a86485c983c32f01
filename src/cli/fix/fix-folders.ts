// Names the folders in which fixes keep what their undo needs.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findHome } from '../../host/linux/home.ts';
import { PlanJournal } from '../../host/linux/plan-journal.ts';

export const fixesFolder = (): string => join(findHome().state, 'fixes');

export interface DoneFix {
  id: string;
  folder: string;
  title: string;
  canBeTakenBack: boolean;
}

/** Oldest first: ids begin with their time. */
export function doneFixes(): DoneFix[] {
  const folder = fixesFolder();
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .toSorted()
    .flatMap((id) => {
      try {
        const journal = PlanJournal.open(join(folder, id));
        return [
          { id, folder: journal.folder, title: journal.plan.title, canBeTakenBack: journal.begunSteps().length > 0 },
        ];
      } catch {
        // Ended before its plan was written: nothing was changed by it.
        return [];
      }
    });
}
