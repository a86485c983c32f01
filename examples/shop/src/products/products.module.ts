// The catalogue and its route.
import { Module } from '@nestjs/common';
import { ProductCatalogue } from './product-catalogue';
import { ProductsController } from './products.controller';

@Module({
  controllers: [ProductsController],
  providers: [ProductCatalogue],
  exports: [ProductCatalogue],
})
export class ProductsModule {}
