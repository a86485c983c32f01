// What the web API is made of.
import { Module } from '@nestjs/common';
import { HealthModule } from './health/health.module';
import { OrdersModule } from './orders/orders.module';
import { ProductsModule } from './products/products.module';
import { RehearsalModule } from './rehearsal/rehearsal.module';
import { ReportsModule } from './reports/reports.module';
import { StorageModule } from './storage/storage.module';

@Module({
  imports: [StorageModule, ProductsModule, OrdersModule, ReportsModule, HealthModule, RehearsalModule.register()],
})
export class AppModule {}
