// The receipt of a roll: what was sent through the front door while one generation took over, and what came back.
import type { Receipt, ReplyValue } from '../../../protocol/control.ts';
import { formatDuration } from '../../std/duration.ts';
import { paint } from './paint.ts';

export function receiptText(receipt: Receipt): string {
  const failed = receipt.failed === 0 ? paint('green', '0 failed') : paint('red', `${receipt.failed} failed`);
  const each = Object.entries(receipt.byGeneration)
    .map(
      ([generation, { answered, slowestMs }]) =>
        `${generation === 'unknown' ? 'not said by whom' : `generation ${generation}`}: ${answered} answered, slowest ${slowestMs} ms`,
    )
    .join('; ');
  return [
    `receipt  generation ${receipt.previous} → ${receipt.generation}, ${receipt.url}, ${formatDuration(receipt.durationMs)}`,
    `         ${receipt.sent} sent, ${receipt.ok} ok, ${failed}, slowest ${receipt.slowestMs} ms`,
    ...(each === '' ? [] : [paint('dim', `         ${each}`)]),
    ...receipt.failures.map((failure) => `         ${paint('red', '✗')} ${failure}`),
  ].join('\n');
}

/** What a roll came to, with its receipt when one could be measured. */
export function rolledText(value: Extract<ReplyValue, { kind: 'rolled' }>): string {
  const line = `${value.app} serves generation ${value.generation} (${formatDuration(value.tookMs)})`;
  return value.receipt ? `${line}\n${receiptText(value.receipt)}` : line;
}
