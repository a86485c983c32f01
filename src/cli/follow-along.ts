// Tells what happens for as long as Allswell runs. A daemon that was replaced is found again.
import type { Answer } from '../../protocol/control.ts';
import { callDaemon } from '../control/call-daemon.ts';
import type { Failure } from '../failure/failure.ts';
import type { Home } from '../host/linux/home.ts';

/** Resolves when no daemon answers any more, with the failure. */
export async function followAlong(
  home: Home,
  hear: (answer: Exclude<Answer, { kind: 'reply' }>) => void,
): Promise<Failure> {
  for (;;) {
    const call = callDaemon(home, { kind: 'follow' }, hear);
    // oxlint-disable-next-line no-await-in-loop
    const reply = await call.reply;
    if (!reply.ok && reply.failure.code !== 'daemon-went-away') return reply.failure;
    // oxlint-disable-next-line no-await-in-loop
    await call.ended;
  }
}
