// Reads /proc/PID/stat, /proc/PID/status and the limit of open files (proc(5)). Text in, numbers out.

export interface Stat {
  comm: string;
  state: string;
  ppid: number;
  isKernelThread: boolean;
  /** Clock ticks since boot. */
  start: number;
  threads: number;
  /** Clock ticks in user and kernel mode so far. */
  cpuTicks: number;
}

const PF_KTHREAD = 0x0020_0000;

/** Null for what is no such line. The command name may hold blanks and brackets: what follows the last bracket is plain. */
export function parseStat(text: string): Stat | null {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return null;
  const fields = text.slice(close + 2).split(' ');
  const number = (index: number): number => Number(fields[index]);
  if (fields.length < 20 || Number.isNaN(number(19))) return null;
  return {
    comm: text.slice(open + 1, close),
    state: fields[0] ?? '?',
    ppid: number(1),
    isKernelThread: (number(6) & PF_KTHREAD) !== 0,
    start: number(19),
    threads: number(17),
    cpuTicks: number(11) + number(12),
  };
}

export interface Status {
  /** Effective. */
  uid: number;
  gid: number;
  groups: number[];
  rssBytes: number;
  umask: string | null;
  noNewPrivs: boolean | null;
}

export function parseStatus(text: string): Status {
  const numbers = (name: string): number[] =>
    (new RegExp(`^${name}:[ \\t]*([\\d \\t]*)`, 'm').exec(text)?.[1] ?? '').split(/\s+/).filter(Boolean).map(Number);
  const privs = numbers('NoNewPrivs')[0];
  return {
    uid: numbers('Uid')[1] ?? 0,
    gid: numbers('Gid')[1] ?? 0,
    groups: numbers('Groups'),
    rssBytes: (numbers('VmRSS')[0] ?? 0) * 1024,
    umask: /^Umask:\s*([0-7]+)/m.exec(text)?.[1] ?? null,
    noNewPrivs: privs === undefined ? null : privs === 1,
  };
}

/** A soft limit of /proc/PID/limits; null when it is unlimited or not told. */
export function parseLimit(limits: string, name: 'Max open files' | 'Max processes'): number | null {
  const found = new RegExp(`^${name}\\s+(\\d+)`, 'm').exec(limits);
  return found ? Number(found[1]) : null;
}
