// Prints what became of the orders as one line of JSON; exit code 1 if any was cut or packed twice.
import { Storage } from './storage/storage';

async function audit(): Promise<void> {
  const storage = await Storage.open();
  const totals = await storage.orders.totals();
  console.log(JSON.stringify({ ...totals, waiting: totals.orders - totals.packed }));
  await storage.onApplicationShutdown();
  process.exitCode = totals.cut + totals.packedTwice > 0 ? 1 : 0;
}

void audit();
