// The queue as a table in the SQLite file. Every statement here is one atomic write.
import type { DatabaseSync } from 'node:sqlite';
import { ATTEMPTS_MAX, LEASE_MS } from '../order-queue';
import { type ClaimedJob, PolledOrderQueue } from '../polled-order-queue';

export class SqliteOrderQueue extends PolledOrderQueue {
  constructor(private readonly file: DatabaseSync) {
    super();
  }

  async add(orderId: string): Promise<void> {
    this.file.prepare('INSERT INTO jobs (order_id) VALUES (?) ON CONFLICT (order_id) DO NOTHING').run(orderId);
  }

  // SQLite has one writer at a time, so two workers can't get the same row.
  protected async claim(): Promise<ClaimedJob | undefined> {
    const nowMs = Date.now();
    const row = this.file
      .prepare(
        `UPDATE jobs
         SET attempts = attempts + 1, claimed_by = ?, claimed_at = ?, lease_until_ms = ?
         WHERE id = (
           SELECT id FROM jobs
           WHERE done_at IS NULL AND lease_until_ms < ? AND attempts < ?
           ORDER BY id LIMIT 1
         )
         RETURNING id AS jobId, order_id AS orderId, attempts AS attempt`,
      )
      .get(this.worker, new Date(nowMs).toISOString(), nowMs + LEASE_MS, nowMs, ATTEMPTS_MAX);
    return row as ClaimedJob | undefined;
  }

  protected async renew({ jobId }: ClaimedJob): Promise<void> {
    this.file
      .prepare('UPDATE jobs SET lease_until_ms = ? WHERE id = ? AND claimed_by = ?')
      .run(Date.now() + LEASE_MS, jobId, this.worker);
  }

  // Not bound to the claim: if a job was ever done twice, runs must say 2.
  protected async finish({ jobId }: ClaimedJob): Promise<void> {
    this.file
      .prepare('UPDATE jobs SET runs = runs + 1, done_at = coalesce(done_at, ?) WHERE id = ?')
      .run(new Date().toISOString(), jobId);
  }

  protected async putBack({ jobId, attempt }: ClaimedJob, reason: string): Promise<void> {
    this.file
      .prepare('UPDATE jobs SET lease_until_ms = ?, last_error = ? WHERE id = ? AND claimed_by = ?')
      .run(Date.now() + 1000 * 2 ** attempt, reason, jobId, this.worker);
  }
}
