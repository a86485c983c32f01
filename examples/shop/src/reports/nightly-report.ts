// Makes the nightly report. Two schedulers at once would show as two rows of the same minute.
import { hostname } from 'node:os';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Cron, SchedulerRegistry } from '@nestjs/schedule';
import { OrderStore } from '../storage/order-store';
import { ReportStore } from '../storage/report-store';

const CRON_NAME = 'nightly-report';

@Injectable()
export class NightlyReport implements OnModuleDestroy {
  private readonly logger = new Logger(NightlyReport.name);
  private readonly madeBy = `${hostname()}:${process.pid}`;

  constructor(
    private readonly orders: OrderStore,
    private readonly reports: ReportStore,
    private readonly crons: SchedulerRegistry,
  ) {}

  @Cron(process.env.SHOP_REPORT_CRON ?? '0 3 * * *', { name: CRON_NAME, waitForCompletion: true })
  async make(): Promise<void> {
    const id = await this.reports.begin(this.madeBy);
    const totals = await this.orders.totals();
    await this.reports.finish(id, totals);
    this.logger.log(`Report ${id}: ${totals.orders} orders, ${totals.packed} packed, ${totals.cents / 100} in sales`);
  }

  async onModuleDestroy(): Promise<void> {
    // Thanks to waitForCompletion this resolves when a report in hand is done.
    await this.crons.getCronJob(CRON_NAME).stop();
  }
}
