// Reads when a process started, which together with its pid names it for good.
import { readFileSync } from 'node:fs';

/** Start of the process in clock ticks since boot (/proc/PID/stat, field 22, proc(5)); null when there is no such process. */
export function readStartTime(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command name may hold spaces and brackets; the fields after the last bracket are plain. State Z: only a corpse.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : Number(fields[19]);
  } catch {
    return null;
  }
}
