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

/** Below the ports that the kernel gives to outgoing connections: none of these can take one away again. */
const PORTS = { from: 10_000, to: 32_000 };

/** A port that nobody held a moment ago. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  return waitFor('a port was free', async () => {
    const port = PORTS.from + Math.floor(Math.random() * (PORTS.to - PORTS.from));
    return (await isFree(port, host)) && port;
  });
}

async function isFree(port: number, host: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = net.createServer().on('error', () => resolve(false));
  server.listen(port, host, () => server.close(() => resolve(true)));
  return promise;
}
