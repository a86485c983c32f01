// What the last roll came to, by the notices that tell it: true also for a roll that no caller waited for.
import type { Notice } from '../supervise/model.ts';
import type { LastRoll } from './kept-app.ts';

/** Its receipt is added by whoever measured it. */
export function lastRollAfter(known: LastRoll | null, notice: Notice): LastRoll | null {
  switch (notice.kind) {
    case 'roll-settled':
      return { generation: notice.generation, outcome: 'settled', failure: null, receipt: null };
    case 'roll-abandoned':
      return { generation: notice.generation, outcome: 'abandoned', failure: notice.failure, receipt: null };
    case 'roll-undone':
      return { generation: notice.generation, outcome: 'undone', failure: notice.failure, receipt: null };
    default:
      return known;
  }
}
