// The words for an end: of a worker that died, and of one that was asked to leave.
import { formatDuration } from '../std/duration.ts';
import { unreachable } from '../std/unreachable.ts';
import type { Death, LeaveReason } from './model.ts';

export function explainDeath(death: Death): string {
  if (death.reason === 'start-timed-out') return `was not ready after ${formatDuration(death.ranMs)} and was ended`;
  const after = `after ${formatDuration(death.ranMs)}`;
  if (death.reason !== null)
    return death.pid === null ? `did not run: ${death.reason}` : `ended ${after}: ${death.reason}`;
  if (death.signal !== null) return `was killed by ${death.signal} ${after}`;
  if (death.code === 0) return `exited by itself with code 0 ${after}`;
  return `exited with code ${death.code} ${after}`;
}

export function explainLeave(because: LeaveReason): string {
  switch (because) {
    case 'replaced':
      return 'leaving: a newer generation serves';
    case 'restarted':
      return 'leaving: its twin serves';
    case 'stopped':
      return 'leaving: stopped';
    case 'scaled-down':
      return 'leaving: scaled down';
    case 'roll-abandoned':
      return 'leaving: its roll failed';
    case 'handed-over':
      return 'leaving: hands over to its successor';
    case 'address-learned':
      return 'starts again with its socket';
    case 'start-timed-out':
      return 'leaving: it was not ready in time';
    default:
      return unreachable(because);
  }
}

/** Of a worker's last words, those that tell: a long stack says less with every frame. */
export function tellingLines(lines: string[]): string[] {
  let frames = 0;
  return lines.filter((line) => {
    if (/^Node\.js v\d/.test(line)) return false;
    if (!/^\s+at /.test(line)) return true;
    frames += 1;
    return frames <= FRAMES_SHOWN;
  });
}

const FRAMES_SHOWN = 2;
