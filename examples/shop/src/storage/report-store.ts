// What a nightly report is, and what a database must be able to do with reports.
import type { OrderTotals } from './order-store';

export interface Report {
  id: number;
  madeBy: string;
  startedAt: string;
  /** Null while it is being made, and for ever if its maker was cut. */
  finishedAt: string | null;
  orders: number | null;
  packed: number | null;
  cents: number | null;
}

export abstract class ReportStore {
  abstract begin(madeBy: string): Promise<number>;
  abstract finish(id: number, totals: OrderTotals): Promise<void>;
  abstract latest(limit: number): Promise<Report[]>;
}
