// Waits for what a test expects to happen, with a bound: nothing here sleeps for a guessed time.
import net from 'node:net';

const LOOK_EVERY_MS = 20;
const BOUND_MS = 10_000;

/** The first value that is neither false nor null nor undefined; an error with `what` when none came in time. */
export async function waitFor<T>(
  what: string,
  look: () => T | Promise<T>,
  boundMs = BOUND_MS,
): Promise<NonNullable<Exclude<T, false>>> {
  const end = performance.now() + boundMs;
  for (;;) {
    const seen = await look();
    if (seen !== false && seen !== null && seen !== undefined) return seen as NonNullable<Exclude<T, false>>;
    if (performance.now() > end) throw new Error(`waited ${boundMs / 1000} s in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** A port that nobody held a moment ago. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = net.createServer().on('error', reject);
  server.listen(0, host, () => {
    const { port } = server.address() as net.AddressInfo;
    server.close(() => resolve(port));
  });
  return promise;
}
