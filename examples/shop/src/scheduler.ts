// Starts the scheduler: it makes the nightly report. Run exactly one, or the report is made twice.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { SchedulerModule } from './scheduler.module';

async function bootstrap(): Promise<void> {
  const app = await NestFactory.createApplicationContext(SchedulerModule);
  // Off by default in Nest. Without it SIGTERM would leave a report half made.
  app.enableShutdownHooks();
  // Whoever keeps this process may want to know; PM2 and Allswell both listen for it.
  process.send?.('ready');
}

void bootstrap();
