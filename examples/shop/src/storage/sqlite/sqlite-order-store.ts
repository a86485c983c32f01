// Orders in SQLite.
import type { DatabaseSync } from 'node:sqlite';
import { type NewOrder, type Order, OrderStore, type OrderTotals } from '../order-store';

const COLUMNS = `
  id, customer, lines, total_cents AS totalCents, status, created_at AS createdAt,
  packings_started AS packingsStarted, packings_finished AS packingsFinished`;

type OrderRow = Omit<Order, 'lines'> & { lines: string };

export class SqliteOrderStore extends OrderStore {
  constructor(private readonly file: DatabaseSync) {
    super();
  }

  async ping(): Promise<void> {
    this.file.prepare('SELECT 1 FROM orders LIMIT 1').get();
  }

  async create({ id, customer, lines, totalCents }: NewOrder): Promise<Order> {
    const row = this.file
      .prepare(
        `INSERT INTO orders (id, customer, lines, total_cents, created_at) VALUES (?, ?, ?, ?, ?) RETURNING ${COLUMNS}`,
      )
      .get(id, customer, JSON.stringify(lines), totalCents, new Date().toISOString());
    return toOrder(row);
  }

  async find(id: string): Promise<Order | undefined> {
    const row = this.file.prepare(`SELECT ${COLUMNS} FROM orders WHERE id = ?`).get(id);
    return row && toOrder(row);
  }

  async latest(limit: number): Promise<Order[]> {
    return this.file.prepare(`SELECT ${COLUMNS} FROM orders ORDER BY created_at DESC LIMIT ?`).all(limit).map(toOrder);
  }

  async acceptedBefore(time: Date): Promise<string[]> {
    const rows = this.file
      .prepare(`SELECT id FROM orders WHERE status = 'accepted' AND created_at < ? ORDER BY created_at`)
      .all(time.toISOString());
    return rows.map((row) => String(row.id));
  }

  async startPacking(id: string): Promise<void> {
    this.file
      .prepare(`UPDATE orders SET status = 'packing', packings_started = packings_started + 1 WHERE id = ?`)
      .run(id);
  }

  async finishPacking(id: string): Promise<void> {
    this.file
      .prepare(`UPDATE orders SET status = 'packed', packings_finished = packings_finished + 1 WHERE id = ?`)
      .run(id);
  }

  async totals(): Promise<OrderTotals> {
    const row = this.file
      .prepare(
        `SELECT count(*) AS orders,
           coalesce(sum(packings_finished > 0), 0) AS packed,
           coalesce(sum(packings_started > packings_finished), 0) AS cut,
           coalesce(sum(packings_finished > 1), 0) AS packedTwice,
           coalesce(sum(total_cents), 0) AS cents
         FROM orders`,
      )
      .get();
    return row as unknown as OrderTotals;
  }
}

function toOrder(row: unknown): Order {
  const { lines, ...rest } = row as OrderRow;
  return { ...rest, lines: JSON.parse(lines) };
}
