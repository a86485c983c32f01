// Takes all of a home down, and returns when its ports are free: the reply comes before the end of those who gave it.
import type { ReplyValue } from '../../protocol/control.ts';
import { callDaemon } from '../control/call-daemon.ts';
import type { Failure } from '../failure/failure.ts';
import type { Home } from '../host/linux/home.ts';
import { readStartTime } from '../host/linux/process-identity.ts';
import { systemctl } from '../host/linux/systemd.ts';
import { UNITS } from '../host/linux/unit-names.ts';
import type { Result } from '../std/result.ts';
import { readStatus } from './read-status.ts';

const LOOK_EVERY_MS = 10;
/** They have nothing left to do; a keeper that takes longer is stuck, and `down` is not to hang on it. */
const END_MS_MAX = 5000;

export async function takeDown(home: Home, now: boolean): Promise<Result<ReplyValue, Failure>> {
  const status = await readStatus(home);
  const ours = status.ok ? [status.value.daemon, status.value.keeper] : [];
  const known = ours.map(({ pid }) => ({ pid, start: readStartTime(pid) }));
  const result = await callDaemon(home, { kind: 'down', now }).reply;
  if (!result.ok || !status.ok) return result;
  // The daemon has told systemd to stop the units; here they are only waited for.
  if (status.value.keeper.isUnderSystemd) await systemctl('stop', UNITS.service, UNITS.socket);
  const until = performance.now() + END_MS_MAX;
  const isLeft = ({ pid, start }: (typeof known)[number]): boolean => start !== null && readStartTime(pid) === start;
  while (known.some(isLeft) && performance.now() < until) {
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return result;
}
