// What the queue worker is made of: the storage and the packing, no HTTP.
import { Module } from '@nestjs/common';
import { OrderPacking } from './orders/order-packing';
import { RehearsalModule } from './rehearsal/rehearsal.module';
import { StorageModule } from './storage/storage.module';

@Module({
  imports: [StorageModule, RehearsalModule.register()],
  providers: [OrderPacking],
})
export class WorkerModule {}
