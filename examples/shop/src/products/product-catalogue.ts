// What the shop sells, and for how much.
import { Injectable } from '@nestjs/common';

export interface Product {
  sku: string;
  name: string;
  priceCents: number;
}

const PRODUCTS: readonly Product[] = [
  { sku: 'teapot', name: 'Cast iron teapot', priceCents: 4900 },
  { sku: 'cups', name: 'Six stoneware cups', priceCents: 3600 },
  { sku: 'sencha', name: 'Sencha, 100 g', priceCents: 1250 },
  { sku: 'assam', name: 'Assam, 250 g', priceCents: 990 },
];

@Injectable()
export class ProductCatalogue {
  all(): readonly Product[] {
    return PRODUCTS;
  }

  find(sku: string): Product | undefined {
    return PRODUCTS.find((product) => product.sku === sku);
  }
}
