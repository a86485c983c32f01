// Packs queued orders one by one, and lets the one in hand finish when the process is asked to stop.
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { type Consumption, type OrderJob, OrderQueue } from '../storage/order-queue';
import { OrderStore } from '../storage/order-store';

const FORGOTTEN_AFTER_MS = 60_000;

@Injectable()
export class OrderPacking implements OnModuleDestroy {
  private readonly logger = new Logger(OrderPacking.name);
  private readonly jobMs = Number(process.env.SHOP_JOB_MS ?? 300);
  private consumption: Consumption | undefined;

  constructor(
    private readonly orders: OrderStore,
    private readonly queue: OrderQueue,
  ) {}

  async start(): Promise<void> {
    await this.queueForgottenOrders();
    this.consumption = this.queue.consume((job) => this.pack(job));
    this.logger.log(`Waiting for orders, ${this.jobMs} ms each`);
  }

  async onModuleDestroy(): Promise<void> {
    this.logger.log('Taking no more orders, finishing the one in hand');
    await this.consumption?.stop();
    this.logger.log('Done, nothing in hand');
  }

  private async pack({ orderId, attempt }: OrderJob): Promise<void> {
    const order = await this.orders.find(orderId);
    // A worker killed after packing and before it could say so leaves a job with nothing to do.
    if (order?.status === 'packed') return;
    await this.orders.startPacking(orderId);
    await sleep(this.jobMs);
    await this.orders.finishPacking(orderId);
    this.logger.log(`Order ${orderId} packed in ${this.jobMs} ms${attempt > 1 ? `, attempt ${attempt}` : ''}`);
  }

  private async queueForgottenOrders(): Promise<void> {
    const ids = await this.orders.acceptedBefore(new Date(Date.now() - FORGOTTEN_AFTER_MS));
    // Most of these only wait for their turn. Adding an order that is queued already changes nothing.
    for (const id of ids) await this.queue.add(id);
  }
}
