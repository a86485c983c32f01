// The queue in Redis, by BullMQ.
import { Logger } from '@nestjs/common';
import { Queue, Worker } from 'bullmq';
import { ATTEMPTS_MAX, type Consumption, LEASE_MS, type OrderJob, OrderQueue } from '../order-queue';

const NAME = 'orders';

interface Payload {
  orderId: string;
}

export class BullmqOrderQueue extends OrderQueue {
  private readonly logger = new Logger('OrderQueue');
  private readonly queue: Queue<Payload>;

  constructor(private readonly url: string) {
    super();
    this.queue = new Queue<Payload>(NAME, { connection: { url } });
    // Without a listener a lost connection would end the process; BullMQ connects again by itself.
    this.queue.on('error', (error) => this.logger.warn(`Redis: ${error.message}`));
  }

  async add(orderId: string): Promise<void> {
    // The order's id as the job's id: a second job for the same order is not made.
    await this.queue.add(
      'pack',
      { orderId },
      {
        jobId: orderId,
        attempts: ATTEMPTS_MAX,
        backoff: { type: 'exponential', delay: 1000 },
        removeOnComplete: { age: 24 * 3600 },
      },
    );
  }

  consume(work: (job: OrderJob) => Promise<void>): Consumption {
    const worker = new Worker<Payload>(
      NAME,
      ({ data, attemptsStarted }) => work({ orderId: data.orderId, attempt: attemptsStarted }),
      {
        connection: { url: this.url },
        concurrency: 1,
        lockDuration: LEASE_MS,
        stalledInterval: LEASE_MS / 2,
        // By default a job whose worker was killed twice is given up.
        maxStalledCount: ATTEMPTS_MAX,
      },
    );
    worker.on('error', (error) => this.logger.warn(`Redis: ${error.message}`));
    return { stop: () => worker.close() };
  }

  close(): Promise<void> {
    return this.queue.close();
  }
}
