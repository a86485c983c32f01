// Takes an order: prices it, stores it, and puts it in the queue for packing.
import { randomUUID } from 'node:crypto';
import { BadRequestException, Injectable, Logger } from '@nestjs/common';
import { ProductCatalogue } from '../products/product-catalogue';
import { OrderQueue } from '../storage/order-queue';
import { type Order, type OrderLine, OrderStore } from '../storage/order-store';
import type { OrderRequest } from './order-request.pipe';

@Injectable()
export class OrderDesk {
  private readonly logger = new Logger(OrderDesk.name);

  constructor(
    private readonly catalogue: ProductCatalogue,
    private readonly orders: OrderStore,
    private readonly queue: OrderQueue,
  ) {}

  async take({ customer, lines }: OrderRequest): Promise<Order> {
    const totalCents = lines.reduce((sum, line) => sum + this.priceCents(line), 0);
    const order = await this.orders.create({ id: randomUUID(), customer, lines, totalCents });
    // A death between these two lines leaves an order without a job; OrderPacking looks for such orders when it starts.
    await this.queue.add(order.id);
    this.logger.log(`Order ${order.id} accepted, ${(totalCents / 100).toFixed(2)}`);
    return order;
  }

  private priceCents({ sku, quantity }: OrderLine): number {
    const product = this.catalogue.find(sku);
    if (!product) throw new BadRequestException(`there is no product "${sku}"`);
    return product.priceCents * quantity;
  }
}
