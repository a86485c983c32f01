// Reads systemd's journal for the units that matter, newest entries first within a limit, and systemd's own words on them.
import type { LogFact } from '../../facts/message-facts.ts';
import type { UnitFact } from '../../facts/supervision-facts.ts';
import type { Look } from '../collector.ts';
import { cleanText } from '../mask.ts';
import { LineJoiner, type LogRecord } from './join-lines.ts';
import { type JournalEntry, parseJournal } from './parse-journal.ts';
import { readJsonRecord } from './json-record.ts';
import type { LogKind } from './pattern.ts';
import type { PatternBook } from './pattern-book.ts';
import { readStamp } from './read-stamp.ts';
import type { Tally } from './tally.ts';
import type { WallClock } from './wall-clock.ts';

export interface JournalReading {
  books: (kind: LogKind) => PatternBook;
  clock: WallClock;
  tally: Tally;
  folderOf: (unit: string) => string | null;
}

const ENTRIES_MAX = 8000;
const LAST_WORDS_MAX = 300;
const OUTPUT_BYTES_MAX = 24 * 1024 * 1024;
const TIMEOUT_MS = 2500;
const UNITS_MAX = 60;
/** Programs of the stack, whatever a distribution calls their units. */
const COMPANIONS = [
  'nginx*',
  'php*-fpm*',
  'supervisor*',
  'pm2-*',
  'postgresql*',
  'mysql*',
  'mariadb*',
  'redis*',
  'openresty*',
];
const FIELDS = ['MESSAGE', '_PID', '_SYSTEMD_UNIT', 'UNIT', 'SYSLOG_IDENTIFIER'];

export async function readJournal(look: Look, units: readonly UnitFact[], reading: JournalReading): Promise<LogFact[]> {
  const names = units.map(({ name }) => name).slice(0, UNITS_MAX);
  const recent = await ask(look, [...names, ...COMPANIONS], ENTRIES_MAX, look.since);
  if (recent.problem === 'absent') return [];
  const dead = units.filter((unit) => isLongDead(unit, look.since)).map(({ name }) => name);
  const lastWords =
    dead.length > 0 ? await ask(look, dead.slice(0, UNITS_MAX), LAST_WORDS_MAX, null) : { entries: [], problem: null };
  for (const part of [recent, lastWords]) tell(part.entries, reading);
  const size = recent.entries.reduce((sum, { text }) => sum + text.length, 0);
  const oldest = recent.entries[0];
  const isCut = recent.entries.length >= ENTRIES_MAX && oldest !== undefined;
  return [
    {
      path: 'journal',
      about: [],
      sizeBytes: size,
      readBytes: size,
      modifiedAt: new Date(recent.entries.at(-1)?.at ?? look.now).toISOString(),
      owner: 'root',
      problem:
        recent.problem ??
        (isCut
          ? `only the newest ${ENTRIES_MAX} entries were read, back to ${new Date(oldest.at).toISOString()}`
          : null),
      growthBytesPerHour: null,
    },
  ];
}

interface Part {
  entries: JournalEntry[];
  problem: string | null;
}

/** Oldest first. `since` null: whatever is there. */
async function ask(look: Look, units: string[], count: number, since: number | null): Promise<Part> {
  const args = [
    '-o',
    'json',
    `--output-fields=${FIELDS.join(',')}`,
    '-a',
    '--no-pager',
    '-q',
    '-r',
    '-n',
    String(count),
  ];
  const when = since === null ? [] : [`--since=@${Math.floor(since / 1000)}`];
  const ran = await look.run('journalctl', [...args, ...when, ...units.flatMap((unit) => ['-u', unit])], {
    timeoutMs: TIMEOUT_MS,
    outputBytesMax: OUTPUT_BYTES_MAX,
  });
  const entries = parseJournal(ran.stdout).toReversed();
  if (ran.trouble === 'absent') return { entries: [], problem: 'absent' };
  if (ran.trouble !== null)
    return {
      entries,
      problem:
        ran.trouble === 'timed-out' ? `read in part: journalctl was cut after ${TIMEOUT_MS / 1000} s` : ran.trouble,
    };
  const isDenied =
    /insufficient permissions|not seeing messages/i.test(ran.stderr) || (!look.isRoot && entries.length === 0);
  if (isDenied) return { entries, problem: 'needs root or a member of systemd-journal or adm' };
  return {
    entries,
    problem:
      ran.status === 0 || entries.length > 0 ? null : cleanText(ran.stderr) || `journalctl ended with ${ran.status}`,
  };
}

const isLongDead = (unit: UnitFact, since: number): boolean =>
  (unit.activeState === 'failed' ||
    (unit.activeState === 'inactive' && unit.result !== 'success' && unit.result !== '')) &&
  (unit.inactiveSince === null || Date.parse(unit.inactiveSince) < since);

/** Lines of one process belong together, however others' lines lie between them. */
function tell(entries: JournalEntry[], reading: JournalReading): void {
  const joiners = new Map<string, LineJoiner>();
  for (const [index, entry] of entries.entries()) {
    const key = `${entry.unit}\n${entry.pid}\n${entry.isSystemd}`;
    const joiner = joiners.get(key) ?? new LineJoiner((record) => look(record, entries, reading));
    joiners.set(key, joiner);
    for (const line of entry.text.split('\n')) joiner.push(line, readStamp(line, reading.clock, entry.at), 0, index);
  }
  for (const joiner of joiners.values()) joiner.flush();
}

function look(record: LogRecord, entries: JournalEntry[], { books, tally, folderOf }: JournalReading): void {
  const entry = entries[record.offset];
  if (!entry) return;
  const book = books(kindOf(entry));
  if (!book.isPromising(record.text)) return;
  const text = readJsonRecord(record.text)?.text ?? record.text;
  const folder = folderOf(entry.unit);
  for (const match of book.match(text)) {
    tally.add({
      match,
      at: { at: entry.at, errorMs: 1 },
      source: `journalctl -u ${entry.unit}`,
      file: null,
      about: [`unit:${entry.unit}`, ...(folder && !entry.isSystemd ? ([`app:${folder}`] as const) : [])],
      order: entry.at,
      record: text,
      line: null,
    });
  }
}

function kindOf({ unit, isSystemd }: JournalEntry): LogKind {
  if (isSystemd) return 'systemd';
  if (/^(?:nginx|openresty)/.test(unit)) return 'nginx';
  if (unit.startsWith('supervisor')) return 'supervisor';
  if (unit.startsWith('pm2-')) return 'pm2';
  if (/^php.*fpm/.test(unit)) return 'php-fpm';
  if (/^(?:postgresql|mysql|mariadb|redis)/.test(unit)) return 'database';
  return 'app';
}
