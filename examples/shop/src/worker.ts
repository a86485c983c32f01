// Starts the queue worker: packs the orders that the web API has accepted.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { OrderPacking } from './orders/order-packing';
import { WorkerModule } from './worker.module';

async function bootstrap(): Promise<void> {
  const app = await NestFactory.createApplicationContext(WorkerModule);
  // Off by default in Nest. Without it SIGTERM would end the process in the middle of an order.
  app.enableShutdownHooks();
  // Only now: a job claimed before the hooks are in place could still be cut.
  await app.get(OrderPacking).start();
  // Whoever keeps this process may want to know; PM2 and Allswell both listen for it.
  process.send?.('ready');
}

void bootstrap();
