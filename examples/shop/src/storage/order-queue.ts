// What the queue between the web API and its workers must be able to do.

export interface OrderJob {
  orderId: string;
  /** 1 for the first try. */
  attempt: number;
}

export interface Consumption {
  /** Takes no new job, and resolves when the one in hand is finished. */
  stop(): Promise<void>;
}

export abstract class OrderQueue {
  /** Adding an order that is in the queue already changes nothing. */
  abstract add(orderId: string): Promise<void>;
  /** Does one job at a time. A job whose work rejects, or whose worker dies, is tried again. */
  abstract consume(work: (job: OrderJob) => Promise<void>): Consumption;
  abstract close(): Promise<void>;
}

export const ATTEMPTS_MAX = 5;
/** A worker renews its lease while it works; a dead one's job is free again after this long. */
export const LEASE_MS = 10_000;
