// Taking and showing orders. Packing them belongs to the worker.
import { Module } from '@nestjs/common';
import { ProductsModule } from '../products/products.module';
import { OrderDesk } from './order-desk';
import { OrdersController } from './orders.controller';

@Module({
  imports: [ProductsModule],
  controllers: [OrdersController],
  providers: [OrderDesk],
})
export class OrdersModule {}
