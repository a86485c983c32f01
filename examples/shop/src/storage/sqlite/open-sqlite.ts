// Opens the SQLite file that web, worker and scheduler share, and makes its tables.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';
import type { Database } from '../storage';
import { SqliteOrderQueue } from './sqlite-order-queue';
import { SqliteOrderStore } from './sqlite-order-store';
import { SqliteReportStore } from './sqlite-report-store';

const TABLES = `
  CREATE TABLE IF NOT EXISTS orders (
    id TEXT PRIMARY KEY,
    customer TEXT NOT NULL,
    lines TEXT NOT NULL,
    total_cents INTEGER NOT NULL,
    status TEXT NOT NULL DEFAULT 'accepted',
    created_at TEXT NOT NULL,
    packings_started INTEGER NOT NULL DEFAULT 0,
    packings_finished INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX IF NOT EXISTS orders_by_time ON orders (created_at);
  CREATE TABLE IF NOT EXISTS jobs (
    id INTEGER PRIMARY KEY,
    order_id TEXT NOT NULL UNIQUE REFERENCES orders (id),
    attempts INTEGER NOT NULL DEFAULT 0,
    runs INTEGER NOT NULL DEFAULT 0,
    claimed_by TEXT,
    claimed_at TEXT,
    lease_until_ms INTEGER NOT NULL DEFAULT 0,
    done_at TEXT,
    last_error TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS jobs_open ON jobs (id) WHERE done_at IS NULL;
  CREATE TABLE IF NOT EXISTS reports (
    id INTEGER PRIMARY KEY,
    made_by TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    orders INTEGER,
    packed INTEGER,
    cents INTEGER
  ) STRICT;
`;

export async function openSqlite(folder: string): Promise<Database> {
  mkdirSync(folder, { recursive: true });
  const file = new DatabaseSync(join(folder, 'shop.sqlite'));
  // First of all: the next lines already meet the locks of the other processes.
  file.exec('PRAGMA busy_timeout = 5000');
  await useWriteAheadLog(file);
  file.exec('PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON');
  file.exec(TABLES);
  return {
    orders: new SqliteOrderStore(file),
    reports: new SqliteReportStore(file),
    queue: new SqliteOrderQueue(file),
    close: async () => file.close(),
  };
}

// With a write-ahead log readers never wait for a writer, and a killed process leaves a sound file.
// The change is kept in the file. While another process makes it, SQLite says "locked" at once, whatever busy_timeout.
async function useWriteAheadLog(file: DatabaseSync, triesLeft = 50): Promise<void> {
  try {
    file.exec('PRAGMA journal_mode = WAL');
  } catch (error) {
    if (triesLeft === 0) throw error;
    await sleep(20);
    await useWriteAheadLog(file, triesLeft - 1);
  }
}
