// Orders in PostgreSQL.
import type { Pool } from 'pg';
import { type NewOrder, type Order, OrderStore, type OrderTotals } from '../order-store';

const COLUMNS = `
  id, customer, lines, total_cents AS "totalCents", status, created_at AS "createdAt",
  packings_started AS "packingsStarted", packings_finished AS "packingsFinished"`;

type OrderRow = Omit<Order, 'createdAt'> & { createdAt: Date };

export class PostgresOrderStore extends OrderStore {
  constructor(private readonly pool: Pool) {
    super();
  }

  async ping(): Promise<void> {
    await this.pool.query('SELECT 1 FROM orders LIMIT 1');
  }

  async create({ id, customer, lines, totalCents }: NewOrder): Promise<Order> {
    const orders = await this.orders(
      `INSERT INTO orders (id, customer, lines, total_cents) VALUES ($1, $2, $3, $4) RETURNING ${COLUMNS}`,
      [id, customer, JSON.stringify(lines), totalCents],
    );
    return orders[0]!;
  }

  async find(id: string): Promise<Order | undefined> {
    const orders = await this.orders(`SELECT ${COLUMNS} FROM orders WHERE id = $1`, [id]);
    return orders[0];
  }

  latest(limit: number): Promise<Order[]> {
    return this.orders(`SELECT ${COLUMNS} FROM orders ORDER BY created_at DESC LIMIT $1`, [limit]);
  }

  async acceptedBefore(time: Date): Promise<string[]> {
    const { rows } = await this.pool.query<{ id: string }>(
      `SELECT id FROM orders WHERE status = 'accepted' AND created_at < $1 ORDER BY created_at`,
      [time],
    );
    return rows.map((row) => row.id);
  }

  async startPacking(id: string): Promise<void> {
    await this.pool.query(
      `UPDATE orders SET status = 'packing', packings_started = packings_started + 1 WHERE id = $1`,
      [id],
    );
  }

  async finishPacking(id: string): Promise<void> {
    await this.pool.query(
      `UPDATE orders SET status = 'packed', packings_finished = packings_finished + 1 WHERE id = $1`,
      [id],
    );
  }

  async totals(): Promise<OrderTotals> {
    // float8, because pg gives bigint as text; exact up to 2^53 cents.
    const { rows } = await this.pool.query<OrderTotals>(
      `SELECT count(*)::int AS orders,
         count(*) FILTER (WHERE packings_finished > 0)::int AS packed,
         count(*) FILTER (WHERE packings_started > packings_finished)::int AS cut,
         count(*) FILTER (WHERE packings_finished > 1)::int AS "packedTwice",
         coalesce(sum(total_cents), 0)::float8 AS cents
       FROM orders`,
    );
    return rows[0]!;
  }

  private async orders(text: string, values: unknown[]): Promise<Order[]> {
    const { rows } = await this.pool.query<OrderRow>(text, values);
    return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
  }
}
