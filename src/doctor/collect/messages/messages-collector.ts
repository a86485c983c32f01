// Collects what all logs say that is understood: files and journal, newest first, within a budget of bytes and time.
import type { LogFact } from '../../facts/message-facts.ts';
import { readAccounts } from '../../../host/linux/accounts.ts';
import { type Collector, known, type Look } from '../collector.ts';
import { findLogs } from './find-logs.ts';
import type { LogSource } from './log-source.ts';
import { makeBooks } from './patterns.ts';
import { readJournal } from './read-journal.ts';
import { LogReader } from './read-log.ts';
import { Tally } from './tally.ts';
import { WallClock } from './wall-clock.ts';

const FIRST_PIECE_BYTES = 256 * 1024;
const PIECE_BYTES = 1024 * 1024;
const FILE_BYTES_MAX = 16 * 1024 * 1024;
const ALL_BYTES_MAX = 96 * 1024 * 1024;
/** Leaves time for the other collectors of this stage within what people wait for. */
const READING_MS = 1300;

export const messagesCollector: Collector = {
  name: 'logs',
  ids: ['messages', 'logs'],
  stage: 2,
  budgetMs: 4000,
  collect: async (look) => {
    const clock = new WallClock(look.find('host.identity')?.timezone ?? null);
    const books = makeBooks();
    const tally = new Tally();
    const units = look.find('systemd.units') ?? [];
    const folders = new Map(units.map((unit) => [unit.name, unit.workingDirectory]));
    const journal = readJournal(look, units, { books, clock, tally, folderOf: (unit) => folders.get(unit) ?? null });
    const files = await readFiles(
      look,
      (source) => new LogReader(source, { book: books(source.kind), clock, tally, since: look.since }),
    );
    const logs = [...files, ...(await journal)];
    return { messages: known(tally.list()), logs: known(logs) };
  },
};

/** Round by round, so that every log's end is read before any log's middle. */
async function readFiles(look: Look, open: (source: LogSource) => LogReader): Promise<LogFact[]> {
  const names = new Map(readAccounts().map(({ uid, name }) => [uid, name]));
  const began = performance.now();
  const facts: LogFact[] = [];
  const readers: LogReader[] = [];
  for (const source of findLogs(look)) {
    try {
      readers.push(open(source));
    } catch (error) {
      facts.push(unreadFact(source, error as NodeJS.ErrnoException));
    }
  }
  let bytes = 0;
  for (let round = 0; readers.some(isGoingOn); round += 1) {
    for (const reader of readers.filter(isGoingOn)) {
      // Others collect at the same time: they get their turn.
      await new Promise((resolve) => setImmediate(resolve));
      const before = reader.file.readBytes;
      reader.step(round === 0 ? FIRST_PIECE_BYTES : PIECE_BYTES);
      bytes += reader.file.readBytes - before;
      if (round > 0 && (bytes > ALL_BYTES_MAX || performance.now() - began > READING_MS)) break;
    }
    if (bytes > ALL_BYTES_MAX || performance.now() - began > READING_MS) break;
  }
  for (const reader of readers) {
    facts.push(factOf(reader, names.get(reader.file.stats.uid) ?? String(reader.file.stats.uid)));
    reader.file.close();
  }
  return facts;
}

const isGoingOn = (reader: LogReader): boolean => !reader.isDone && reader.file.readBytes < FILE_BYTES_MAX;

function factOf({ file, source, isDone, growthBytesPerHour }: LogReader, owner: string): LogFact {
  const { size, readBytes, stats } = file;
  return {
    path: source.path,
    about: source.about,
    sizeBytes: size,
    readBytes,
    modifiedAt: stats.mtime.toISOString(),
    owner,
    problem: isDone ? null : `only its last ${megabytes(readBytes)} of ${megabytes(size)} were read`,
    growthBytesPerHour,
  };
}

function unreadFact({ path, about }: LogSource, { code, message }: NodeJS.ErrnoException): LogFact {
  const problem = code === 'EACCES' || code === 'EPERM' ? 'may not be read by this user' : message;
  return {
    path,
    about,
    sizeBytes: 0,
    readBytes: 0,
    modifiedAt: new Date(0).toISOString(),
    owner: '',
    problem,
    growthBytesPerHour: null,
  };
}

const megabytes = (bytes: number): string => `${Math.max(0.1, bytes / 1024 / 1024).toFixed(1)} MB`;
