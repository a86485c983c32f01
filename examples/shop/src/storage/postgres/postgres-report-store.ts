// Reports in PostgreSQL.
import type { Pool } from 'pg';
import type { OrderTotals } from '../order-store';
import { type Report, ReportStore } from '../report-store';

type ReportRow = Omit<Report, 'startedAt' | 'finishedAt'> & { startedAt: Date; finishedAt: Date | null };

export class PostgresReportStore extends ReportStore {
  constructor(private readonly pool: Pool) {
    super();
  }

  async begin(madeBy: string): Promise<number> {
    const { rows } = await this.pool.query<{ id: number }>('INSERT INTO reports (made_by) VALUES ($1) RETURNING id', [
      madeBy,
    ]);
    return rows[0]!.id;
  }

  async finish(id: number, { orders, packed, cents }: OrderTotals): Promise<void> {
    await this.pool.query(
      'UPDATE reports SET finished_at = now(), orders = $1, packed = $2, cents = $3 WHERE id = $4',
      [orders, packed, cents, id],
    );
  }

  async latest(limit: number): Promise<Report[]> {
    const { rows } = await this.pool.query<ReportRow>(
      `SELECT id, made_by AS "madeBy", started_at AS "startedAt", finished_at AS "finishedAt",
         orders, packed, cents::float8 AS cents
       FROM reports ORDER BY id DESC LIMIT $1`,
      [limit],
    );
    return rows.map((row) => ({
      ...row,
      startedAt: row.startedAt.toISOString(),
      finishedAt: row.finishedAt?.toISOString() ?? null,
    }));
  }
}
