// The clock the supervisor decides by: monotonic since boot, the same in every process, unmoved when the date is set.
import { readFileSync } from 'node:fs';

/** Milliseconds of CLOCK_MONOTONIC, which process.hrtime reads (libuv, Linux). */
export const monotonicMs = (): number => Number(process.hrtime.bigint() / 1_000_000n);

/** Differs after every boot: instants from before it mean nothing. */
export function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return 'unknown';
  }
}
