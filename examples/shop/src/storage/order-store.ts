// What an order is, and what a database must be able to do with orders.

export interface OrderLine {
  sku: string;
  quantity: number;
}

export interface NewOrder {
  id: string;
  customer: string;
  lines: OrderLine[];
  totalCents: number;
}

export interface Order extends NewOrder {
  status: 'accepted' | 'packing' | 'packed';
  createdAt: string;
  /** How often packing was begun and ended. Anything but 1 and 1 in the end means: it was cut, or done twice. */
  packingsStarted: number;
  packingsFinished: number;
}

export interface OrderTotals {
  orders: number;
  packed: number;
  /** Begun more often than ended: in hand right now, or cut at least once. */
  cut: number;
  packedTwice: number;
  cents: number;
}

export abstract class OrderStore {
  /** Resolves when the database answers, rejects with its error when it does not. */
  abstract ping(): Promise<void>;
  abstract create(order: NewOrder): Promise<Order>;
  abstract find(id: string): Promise<Order | undefined>;
  abstract latest(limit: number): Promise<Order[]>;
  abstract acceptedBefore(time: Date): Promise<string[]>;
  abstract startPacking(id: string): Promise<void>;
  abstract finishPacking(id: string): Promise<void>;
  abstract totals(): Promise<OrderTotals>;
}
