// Reads what the kernel and systemd-oomd said: from the journal, which also remembers boots before this one, else from dmesg.
import type { UnknownReason } from '../../model.ts';
import type { Look } from '../collector.ts';
import { numbersIn } from '../host/read-number.ts';
import { stripControls } from '../mask.ts';

export interface KernelLine {
  at: string;
  from: 'kernel' | 'systemd-oomd';
  text: string;
}

export type KernelLog = { lines: KernelLine[] } | { reason: UnknownReason; detail: string };

/** One report of the OOM killer has about 80 lines. */
const LINES_MAX = 40_000;
const TIMEOUT_MS = 4000;
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;
const LINE_MAX = 2000;
const CLOCK_ERROR_MS = 120_000;

export async function readKernelLog(look: Look): Promise<KernelLog> {
  const journal = await readJournal(look);
  if ('lines' in journal) return journal;
  const ring = await readRing(look);
  return 'lines' in ring || journal.reason === 'absent' ? ring : journal;
}

async function readJournal(look: Look): Promise<KernelLog> {
  const since = `@${Math.floor(look.since / 1000)}`;
  const filter = ['_TRANSPORT=kernel', '+', 'SYSLOG_IDENTIFIER=systemd-oomd'];
  const args = [
    ...filter,
    '--output=short-unix',
    '--no-hostname',
    '--no-pager',
    `--lines=${LINES_MAX}`,
    `--since=${since}`,
  ];
  const { status, stdout, stderr, trouble } = await look.run('journalctl', args, {
    timeoutMs: TIMEOUT_MS,
    outputBytesMax: OUTPUT_BYTES_MAX,
  });
  if (trouble !== null)
    return { reason: trouble, detail: trouble === 'absent' ? 'no journalctl here' : 'journalctl did not answer' };
  if (/not seeing messages from other users|insufficient permissions/i.test(stderr))
    return { reason: 'denied', detail: 'the journal of the system is for root and for the group adm' };
  if (status !== 0) return { reason: 'unreadable', detail: stripControls(stderr).slice(0, 200) };
  return { lines: parseShortUnix(stdout) };
}

/** `1795189317.811931 kernel: text`, with the lines of a longer text after it. */
export function parseShortUnix(text: string): KernelLine[] {
  return text.split('\n').flatMap((line) => {
    const found = /^(\d{9,11})\.(\d{3})\d* (kernel|systemd-oomd)(?:\[\d+\])?: (.*)$/.exec(line.slice(0, LINE_MAX));
    if (!found) return [];
    const [, seconds, ms, from = 'kernel', said = ''] = found;
    return [
      {
        at: new Date(Number(`${seconds}${ms}`)).toISOString(),
        from: from as KernelLine['from'],
        text: stripControls(said),
      },
    ];
  });
}

async function readRing(look: Look): Promise<KernelLog> {
  const { status, stdout, stderr, trouble } = await look.run('dmesg', [], { timeoutMs: TIMEOUT_MS });
  if (trouble !== null)
    return {
      reason: trouble,
      detail: trouble === 'absent' ? 'neither journalctl nor dmesg is here' : 'dmesg did not answer',
    };
  if (status !== 0)
    return {
      reason: /not permitted|denied/i.test(stderr) ? 'denied' : 'unreadable',
      detail: stripControls(stderr).slice(0, 200),
    };
  const bootedAtMs = (numbersIn('/proc/stat')['btime'] ?? 0) * 1000;
  const lines = parseRing(stdout, bootedAtMs);
  const newest = lines.at(-1);
  // In a container with a boot time of its own the seconds are the host's.
  if (newest && Date.parse(newest.at) > look.now + CLOCK_ERROR_MS)
    return { reason: 'unreadable', detail: 'the times in dmesg are those of another clock' };
  return { lines: lines.filter(({ at }) => Date.parse(at) >= look.since) };
}

/** `[ 1234.567890] text`: seconds since boot, which stand still while the machine sleeps. */
export function parseRing(text: string, bootedAtMs: number): KernelLine[] {
  return text.split('\n').flatMap((line) => {
    const found = /^(?:<\d+>)?\[\s*(\d{1,9}\.\d{1,9})\]\s?(.*)$/.exec(line.slice(0, LINE_MAX));
    if (!found) return [];
    return [
      {
        at: new Date(Math.round(bootedAtMs + Number(found[1]) * 1000)).toISOString(),
        from: 'kernel' as const,
        text: stripControls(found[2] ?? ''),
      },
    ];
  });
}
