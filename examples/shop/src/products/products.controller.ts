// GET /products.
import { Controller, Get } from '@nestjs/common';
import { type Product, ProductCatalogue } from './product-catalogue';

@Controller('products')
export class ProductsController {
  constructor(private readonly catalogue: ProductCatalogue) {}

  @Get()
  all(): readonly Product[] {
    return this.catalogue.all();
  }
}
