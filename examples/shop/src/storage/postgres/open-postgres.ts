// Connects to PostgreSQL and makes the tables.
import { Logger } from '@nestjs/common';
import { Pool } from 'pg';
import type { Database } from '../storage';
import { PostgresOrderQueue } from './postgres-order-queue';
import { PostgresOrderStore } from './postgres-order-store';
import { PostgresReportStore } from './postgres-report-store';

/** Per process. Times all processes, old and new together during a roll, it must fit the server's max_connections. */
const CONNECTIONS_MAX = 5;
const CONNECT_TIMEOUT_MS = 5000;
/** Any number will do, as long as every process of the shop uses the same. */
const TABLES_LOCK = 730_001;

const TABLES = `
  CREATE TABLE IF NOT EXISTS orders (
    id uuid PRIMARY KEY,
    customer text NOT NULL,
    lines jsonb NOT NULL,
    total_cents integer NOT NULL,
    status text NOT NULL DEFAULT 'accepted',
    created_at timestamptz NOT NULL DEFAULT now(),
    packings_started integer NOT NULL DEFAULT 0,
    packings_finished integer NOT NULL DEFAULT 0
  );
  CREATE INDEX IF NOT EXISTS orders_by_time ON orders (created_at);
  CREATE TABLE IF NOT EXISTS jobs (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id uuid NOT NULL UNIQUE REFERENCES orders (id),
    attempts integer NOT NULL DEFAULT 0,
    runs integer NOT NULL DEFAULT 0,
    claimed_by text,
    claimed_at timestamptz,
    lease_until timestamptz NOT NULL DEFAULT '-infinity',
    done_at timestamptz,
    last_error text
  );
  CREATE INDEX IF NOT EXISTS jobs_open ON jobs (id) WHERE done_at IS NULL;
  CREATE TABLE IF NOT EXISTS reports (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    made_by text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    orders integer,
    packed integer,
    cents bigint
  );
`;

export async function openPostgres(url: string): Promise<Database> {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'shop',
  });
  // Without a listener the loss of an idle connection (a restart of the server) would end the process.
  pool.on('error', (error) => new Logger('Postgres').warn(`Connection lost: ${error.message}`));
  // CREATE TABLE IF NOT EXISTS of two booting processes can collide, hence the lock.
  // Sent as one text, it is one transaction.
  await pool.query(`SELECT pg_advisory_xact_lock(${TABLES_LOCK}); ${TABLES}`);
  return {
    orders: new PostgresOrderStore(pool),
    reports: new PostgresReportStore(pool),
    queue: new PostgresOrderQueue(pool),
    close: () => pool.end(),
  };
}
