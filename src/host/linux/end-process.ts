// Ends one process, and only that one: its start is compared again right before the signal.
import { readStartTime } from './process-identity.ts';

const LOOK_EVERY_MS = 50;

export async function endProcess(
  process_: { pid: number; start: number },
  signal: 'SIGTERM' | 'SIGKILL',
  waitMs: number,
): Promise<void> {
  const { pid, start } = process_;
  const now = readStartTime(pid);
  if (now === null) return;
  if (now !== start) throw new Error(`pid ${pid} is another process by now`);
  process.kill(pid, signal);
  const until = performance.now() + waitMs;
  while (readStartTime(pid) === start) {
    if (performance.now() > until) throw new Error(`pid ${pid} did not end within ${waitMs / 1000} s of ${signal}`);
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
