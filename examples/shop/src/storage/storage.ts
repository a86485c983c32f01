// Everything the shop keeps, and where: SQLite by default, PostgreSQL and Redis when their addresses are set.
import { isBuiltin } from 'node:module';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { OrderQueue } from './order-queue';
import type { OrderStore } from './order-store';
import type { ReportStore } from './report-store';

export interface Database {
  orders: OrderStore;
  reports: ReportStore;
  queue: OrderQueue;
  close(): Promise<void>;
}

export class Storage implements OnApplicationShutdown {
  private constructor(
    private readonly database: Database,
    readonly queue: OrderQueue,
  ) {}

  // Imports are made when needed: nobody pays at boot for a driver that is not used.
  static async open(env: NodeJS.ProcessEnv = process.env): Promise<Storage> {
    const database = await openDatabase(env);
    if (!env.REDIS_URL) return new Storage(database, database.queue);
    const { BullmqOrderQueue } = await import('./redis/bullmq-order-queue');
    return new Storage(database, new BullmqOrderQueue(env.REDIS_URL));
  }

  get orders(): OrderStore {
    return this.database.orders;
  }

  get reports(): ReportStore {
    return this.database.reports;
  }

  // The last of Nest's shutdown phases: the order in hand was finished in onModuleDestroy.
  async onApplicationShutdown(): Promise<void> {
    await this.queue.close();
    await this.database.close();
  }
}

async function openDatabase(env: NodeJS.ProcessEnv): Promise<Database> {
  if (env.DATABASE_URL) {
    const { openPostgres } = await import('./postgres/open-postgres');
    return openPostgres(env.DATABASE_URL);
  }
  if (!isBuiltin('node:sqlite')) throw new Error('SQLite needs Node 22.13 or newer; for this one set DATABASE_URL');
  const { openSqlite } = await import('./sqlite/open-sqlite');
  return openSqlite(env.SHOP_DATA ?? 'data');
}
