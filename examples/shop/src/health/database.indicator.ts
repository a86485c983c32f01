// Says whether the database answers.
import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { OrderStore } from '../storage/order-store';

@Injectable()
export class DatabaseIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly orders: OrderStore,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    const database = this.indicators.check('database');
    if (process.env.SHOP_BREAK === 'health') return database.down('SHOP_BREAK=health');
    try {
      await this.orders.ping();
      return database.up();
    } catch (error) {
      return database.down(error instanceof Error ? error.message : String(error));
    }
  }
}
