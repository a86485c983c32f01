// A Nest 11 application without shutdown hooks: its onModuleDestroy is never called on a signal.
require('reflect-metadata');
const { setTimeout: sleep } = require('node:timers/promises');
const { Controller, Get, HttpCode, Module, Post, Query, Req } = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');

const { PORT, ALLSWELL_GENERATION: generation = null } = process.env;
const told = (request) => ({ pid: process.pid, generation, path: request.url.split('?')[0] });

class Shop {
  tell(request) {
    return told(request);
  }

  async slow(request, ms) {
    await sleep(Number(ms));
    return told(request);
  }

  order(request) {
    return { ...told(request), length: request.body?.length ?? 0 };
  }

  onModuleDestroy() {
    console.log('module destroyed');
  }
}

// Decorators are functions: called by hand they need no compiler.
function route(name, methodDecorators, ...parameterDecorators) {
  const descriptor = Object.getOwnPropertyDescriptor(Shop.prototype, name);
  for (const decorate of methodDecorators) decorate(Shop.prototype, name, descriptor);
  for (const [index, decorate] of parameterDecorators.entries()) decorate(Shop.prototype, name, index);
}
route('tell', [Get(['', 'health'])], Req());
route('slow', [Get('slow')], Req(), Query('ms'));
route('order', [Post('orders'), HttpCode(200)], Req());
Controller()(Shop);

class App {}
Module({ controllers: [Shop] })(App);

async function bootstrap() {
  const app = await NestFactory.create(App, { bodyParser: false });
  app.useBodyParser('raw', { type: () => true, limit: '50mb' });
  await app.listen(PORT, '127.0.0.1');
  console.log(`listening on ${PORT}`);
}

bootstrap();
