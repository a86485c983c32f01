// Gives every module the stores and the queue, wherever they are kept.
import { Global, Module } from '@nestjs/common';
import { OrderQueue } from './order-queue';
import { OrderStore } from './order-store';
import { ReportStore } from './report-store';
import { Storage } from './storage';

@Global()
@Module({
  providers: [
    { provide: Storage, useFactory: () => Storage.open() },
    { provide: OrderStore, useFactory: (storage: Storage) => storage.orders, inject: [Storage] },
    { provide: ReportStore, useFactory: (storage: Storage) => storage.reports, inject: [Storage] },
    { provide: OrderQueue, useFactory: (storage: Storage) => storage.queue, inject: [Storage] },
  ],
  exports: [OrderStore, ReportStore, OrderQueue],
})
export class StorageModule {}
