// The queue as a table in PostgreSQL. The lease is told by the server's clock: the workers' may differ.
import type { Pool } from 'pg';
import { ATTEMPTS_MAX, LEASE_MS } from '../order-queue';
import { type ClaimedJob, PolledOrderQueue } from '../polled-order-queue';

const LEASE = `interval '${LEASE_MS} milliseconds'`;

export class PostgresOrderQueue extends PolledOrderQueue {
  constructor(private readonly pool: Pool) {
    super();
  }

  async add(orderId: string): Promise<void> {
    await this.pool.query('INSERT INTO jobs (order_id) VALUES ($1) ON CONFLICT (order_id) DO NOTHING', [orderId]);
  }

  // SKIP LOCKED lets two workers claim at the same moment and get different rows.
  protected async claim(): Promise<ClaimedJob | undefined> {
    const { rows } = await this.pool.query<ClaimedJob>(
      `UPDATE jobs
       SET attempts = attempts + 1, claimed_by = $1, claimed_at = now(), lease_until = now() + ${LEASE}
       WHERE id = (
         SELECT id FROM jobs
         WHERE done_at IS NULL AND lease_until < now() AND attempts < $2
         ORDER BY id LIMIT 1
         FOR UPDATE SKIP LOCKED
       )
       RETURNING id AS "jobId", order_id AS "orderId", attempts AS attempt`,
      [this.worker, ATTEMPTS_MAX],
    );
    return rows[0];
  }

  protected async renew({ jobId }: ClaimedJob): Promise<void> {
    await this.pool.query(`UPDATE jobs SET lease_until = now() + ${LEASE} WHERE id = $1 AND claimed_by = $2`, [
      jobId,
      this.worker,
    ]);
  }

  // Not bound to the claim: if a job was ever done twice, runs must say 2.
  protected async finish({ jobId }: ClaimedJob): Promise<void> {
    await this.pool.query('UPDATE jobs SET runs = runs + 1, done_at = coalesce(done_at, now()) WHERE id = $1', [jobId]);
  }

  protected async putBack({ jobId, attempt }: ClaimedJob, reason: string): Promise<void> {
    await this.pool.query(
      `UPDATE jobs SET lease_until = now() + interval '1 second' * $1, last_error = $2
       WHERE id = $3 AND claimed_by = $4`,
      [2 ** attempt, reason, jobId, this.worker],
    );
  }
}
