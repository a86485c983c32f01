// Starts the web API: products, orders, reports and /health.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';
import { hangIfRehearsed } from './rehearsal/hang';

async function bootstrap(): Promise<void> {
  const app = await NestFactory.create(AppModule);
  await hangIfRehearsed();
  // No enableShutdownHooks() here, on purpose: like most Nest APIs this one has no signal code at all.
  // Draining its connections is the process manager's work and needs no change in the app.
  await app.listen(process.env.PORT ?? 3000, '127.0.0.1');
}

void bootstrap();
