// Decides whether a body is an order we can take; prices and storing are left to others.
import { BadRequestException, Injectable, type PipeTransform } from '@nestjs/common';
import type { OrderLine } from '../storage/order-store';

export interface OrderRequest {
  customer: string;
  lines: OrderLine[];
}

const LINES_MAX = 50;
const QUANTITY_MAX = 99;

@Injectable()
export class OrderRequestPipe implements PipeTransform<unknown, OrderRequest> {
  transform(body: unknown): OrderRequest {
    if (!isRecord(body)) throw new BadRequestException('the body must be a JSON object');
    const { customer, lines } = body;
    if (typeof customer !== 'string' || customer.trim() === '' || customer.length > 200) {
      throw new BadRequestException('customer must be a text of 1 to 200 characters');
    }
    if (!Array.isArray(lines) || lines.length === 0 || lines.length > LINES_MAX) {
      throw new BadRequestException(`lines must be a list of 1 to ${LINES_MAX} entries`);
    }
    return { customer: customer.trim(), lines: lines.map(toLine) };
  }
}

function toLine(line: unknown, index: number): OrderLine {
  if (!isRecord(line) || typeof line.sku !== 'string') {
    throw new BadRequestException(`lines[${index}].sku must be a text`);
  }
  const { sku, quantity } = line;
  if (typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity < 1 || quantity > QUANTITY_MAX) {
    throw new BadRequestException(`lines[${index}].quantity must be a whole number from 1 to ${QUANTITY_MAX}`);
  }
  return { sku, quantity };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
