// Asks the daemon of a home for its status.
import type { Status } from '../../protocol/control.ts';
import { callDaemon } from '../control/call-daemon.ts';
import type { Failure } from '../failure/failure.ts';
import type { Home } from '../host/linux/home.ts';
import { failed, ok, type Result } from '../std/result.ts';

export async function readStatus(home: Home): Promise<Result<Status, Failure>> {
  const result = await callDaemon(home, { kind: 'status' }).reply;
  if (!result.ok) return result;
  return result.value.kind === 'status'
    ? ok(result.value.status)
    : failed({ code: 'bug', text: 'the daemon answered something else than its status' });
}
