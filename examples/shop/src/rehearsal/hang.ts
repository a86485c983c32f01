// Keeps the web API from ever listening when SHOP_BREAK=hang.
import { Logger } from '@nestjs/common';

export async function hangIfRehearsed(): Promise<void> {
  if (process.env.SHOP_BREAK !== 'hang') return;
  new Logger('Rehearsal').warn('SHOP_BREAK=hang: this release never listens');
  await new Promise<never>(() => {
    // A promise alone does not keep Node alive.
    setInterval(() => undefined, 60_000);
  });
}
