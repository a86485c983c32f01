// Reports in SQLite.
import type { DatabaseSync } from 'node:sqlite';
import type { OrderTotals } from '../order-store';
import { type Report, ReportStore } from '../report-store';

export class SqliteReportStore extends ReportStore {
  constructor(private readonly file: DatabaseSync) {
    super();
  }

  async begin(madeBy: string): Promise<number> {
    const { lastInsertRowid } = this.file
      .prepare('INSERT INTO reports (made_by, started_at) VALUES (?, ?)')
      .run(madeBy, new Date().toISOString());
    return Number(lastInsertRowid);
  }

  async finish(id: number, { orders, packed, cents }: OrderTotals): Promise<void> {
    this.file
      .prepare('UPDATE reports SET finished_at = ?, orders = ?, packed = ?, cents = ? WHERE id = ?')
      .run(new Date().toISOString(), orders, packed, cents, id);
  }

  async latest(limit: number): Promise<Report[]> {
    const rows = this.file
      .prepare(
        `SELECT id, made_by AS madeBy, started_at AS startedAt, finished_at AS finishedAt, orders, packed, cents
         FROM reports ORDER BY id DESC LIMIT ?`,
      )
      .all(limit);
    return rows as unknown as Report[];
  }
}
