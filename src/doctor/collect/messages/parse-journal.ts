// Reads what `journalctl -o json` prints: one entry a line; texts that are no UTF-8 come as lists of bytes.
import { stripVTControlCharacters } from 'node:util';

export interface JournalEntry {
  /** Milliseconds since 1970. */
  at: number;
  unit: string;
  pid: number | null;
  /** Said by systemd about the unit, not by its program. */
  isSystemd: boolean;
  text: string;
}

const LENGTH_MAX = 16 * 1024;

export function parseJournal(output: string): JournalEntry[] {
  return output.split('\n').flatMap((line) => parseEntry(line) ?? []);
}

function parseEntry(line: string): JournalEntry | null {
  if (!line.startsWith('{')) return null;
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(line) as Record<string, unknown>;
  } catch {
    // The last line of an output that was cut.
    return null;
  }
  const at = Number(fields['__REALTIME_TIMESTAMP']) / 1000;
  const text = textOf(fields['MESSAGE']);
  const pid = Number(textOf(fields['_PID']));
  const isSystemd = pid === 1 || textOf(fields['SYSLOG_IDENTIFIER']) === 'systemd';
  const unit = textOf(fields['UNIT']) || textOf(fields['_SYSTEMD_UNIT']);
  if (!Number.isFinite(at) || text === '' || unit === '') return null;
  return { at, unit, pid: Number.isInteger(pid) ? pid : null, isSystemd, text };
}

/** A field that occurs more than once is a list; the first counts. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return stripVTControlCharacters(value.slice(0, LENGTH_MAX));
  if (!Array.isArray(value)) return '';
  if (value.length > 0 && value.every((one) => typeof one === 'number'))
    return textOf(Buffer.from(value.slice(0, LENGTH_MAX)).toString('utf8'));
  return textOf(value[0]);
}
