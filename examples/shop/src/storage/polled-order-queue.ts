// The loop of a queue that lives in a database table: claim, work, renew the lease, finish, wait.
// How a job is claimed atomically is left to each database.
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { type Consumption, LEASE_MS, type OrderJob, OrderQueue } from './order-queue';

const POLL_MS = 100;
const PAUSE_AFTER_ERROR_MS = 1000;

export interface ClaimedJob extends OrderJob {
  jobId: number;
}

type Work = (job: OrderJob) => Promise<void>;

export abstract class PolledOrderQueue extends OrderQueue {
  private readonly logger = new Logger('OrderQueue');
  protected readonly worker = `${hostname()}:${process.pid}`;

  protected abstract claim(): Promise<ClaimedJob | undefined>;
  protected abstract renew(job: ClaimedJob): Promise<void>;
  protected abstract finish(job: ClaimedJob): Promise<void>;
  protected abstract putBack(job: ClaimedJob, reason: string): Promise<void>;

  consume(work: Work): Consumption {
    const stopping = new AbortController();
    const loop = this.workUntil(stopping.signal, work);
    return {
      stop: () => {
        stopping.abort();
        return loop;
      },
    };
  }

  async close(): Promise<void> {
    // The tables belong to the database, which closes itself.
  }

  private async workUntil(stop: AbortSignal, work: Work): Promise<void> {
    while (!stop.aborted) {
      try {
        const job = await this.claim();
        if (job) await this.doJob(job, work);
        else await pause(POLL_MS, stop);
      } catch (error) {
        // The database is away for a moment: that is no reason to end, it comes back.
        this.logger.error(`Queue out of reach: ${String(error)}`);
        await pause(PAUSE_AFTER_ERROR_MS, stop);
      }
    }
  }

  private async doJob(job: ClaimedJob, work: Work): Promise<void> {
    const renewing = setInterval(() => {
      this.renew(job).catch((error: unknown) => this.logger.warn(`Lease not renewed: ${String(error)}`));
    }, LEASE_MS / 4);
    try {
      await work(job);
    } catch (error) {
      this.logger.error(`Order ${job.orderId} failed, attempt ${job.attempt}: ${String(error)}`);
      await this.putBack(job, String(error));
      return;
    } finally {
      clearInterval(renewing);
    }
    await this.finish(job);
  }
}

async function pause(ms: number, stop: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: stop }).catch(() => undefined);
}
