// POST /orders, GET /orders/:id and GET /orders?limit.
import {
  Body,
  Controller,
  DefaultValuePipe,
  Get,
  NotFoundException,
  Param,
  ParseIntPipe,
  ParseUUIDPipe,
  Post,
  Query,
} from '@nestjs/common';
import { type Order, OrderStore } from '../storage/order-store';
import { OrderDesk } from './order-desk';
import { type OrderRequest, OrderRequestPipe } from './order-request.pipe';

const LIMIT_MAX = 100;

@Controller('orders')
export class OrdersController {
  constructor(
    private readonly desk: OrderDesk,
    private readonly orders: OrderStore,
  ) {}

  @Post()
  take(@Body(OrderRequestPipe) request: OrderRequest): Promise<Order> {
    return this.desk.take(request);
  }

  @Get(':id')
  async one(@Param('id', ParseUUIDPipe) id: string): Promise<Order> {
    const order = await this.orders.find(id);
    if (!order) throw new NotFoundException(`there is no order ${id}`);
    return order;
  }

  @Get()
  latest(@Query('limit', new DefaultValuePipe(20), ParseIntPipe) limit: number): Promise<Order[]> {
    return this.orders.latest(Math.min(Math.max(limit, 1), LIMIT_MAX));
  }
}
