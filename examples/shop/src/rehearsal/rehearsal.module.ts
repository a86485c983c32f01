// Breaks the app at boot when SHOP_BREAK asks for it, so that a bad release can be rehearsed.
import { type DynamicModule, Injectable, Module, type OnModuleInit } from '@nestjs/common';

export abstract class PriceFeed {
  abstract latest(): Promise<number>;
}

@Injectable()
class PriceAlerts {
  // Nothing provides a PriceFeed: the mistake behind most "Nest can't resolve dependencies".
  constructor(readonly feed: PriceFeed) {}
}

@Injectable()
class BootFailure implements OnModuleInit {
  onModuleInit(): never {
    throw new Error('SHOP_BREAK=boot: this release does not boot');
  }
}

@Module({})
export class RehearsalModule {
  static register(): DynamicModule {
    const { SHOP_BREAK } = process.env;
    if (SHOP_BREAK === 'di') return { module: RehearsalModule, providers: [PriceAlerts] };
    if (SHOP_BREAK === 'boot') return { module: RehearsalModule, providers: [BootFailure] };
    return { module: RehearsalModule };
  }
}
