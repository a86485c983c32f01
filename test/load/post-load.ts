// Sends bursty POSTs over kept-alive connections and counts every single failure: the load of demos, tests and benches.
// Pauses longer than a second are among them, because idle connections are where others fail.
import { Agent, request } from 'node:http';

export interface LoadOptions {
  url: string;
  clients: number;
  body: string;
  /** Path and method; POST with the body by default. */
  method?: 'GET' | 'POST';
  /** Share of requests followed by a pause of up to `pauseMsMax`. */
  pauseShare: number;
  pauseMsMax: number;
  /** Milliseconds between two requests of one client otherwise. */
  thinkMs: number;
  timeoutMs: number;
  /** All clients rest at the same time for this long, that often: then every connection to the app is idle at once. */
  lull?: { everyMs: number; restMs: number };
  onAnswer?: (status: number, body: string) => void;
  /** After each request: how long it took, and its failure in words. */
  onEnd?: (tookMs: number, failure: string | null) => void;
}

export interface LoadCount {
  sent: number;
  ok: number;
  failed: number;
  /** Failure in words → how often. */
  failures: Record<string, number>;
  /** Milliseconds, one of each answered request. */
  latencies: number[];
}

export class PostLoad {
  readonly count: LoadCount = { sent: 0, ok: 0, failed: 0, failures: {}, latencies: [] };
  private readonly options: LoadOptions;
  private readonly clients: Promise<void>[];
  private readonly startedAt = performance.now();
  private isStopping = false;
  private inHand = 0;

  constructor(options: LoadOptions) {
    this.options = options;
    this.clients = Array.from({ length: options.clients }, () => this.runClient());
  }

  /** Lets every client finish what it has in hand. */
  async stop(): Promise<LoadCount> {
    this.isStopping = true;
    await Promise.all(this.clients);
    return this.count;
  }

  requestsInHand(): number {
    return this.inHand;
  }

  private async runClient(): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (!this.isStopping) {
      await this.send(agent);
      const { pauseShare, pauseMsMax, thinkMs } = this.options;
      const pauseMs = Math.random() < pauseShare ? Math.random() * pauseMsMax : thinkMs;
      const restMs = Math.max(pauseMs, this.lullLeftMs());
      if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
    }
    agent.destroy();
  }

  /** How long the present lull still lasts. */
  private lullLeftMs(): number {
    const { everyMs, restMs } = this.options.lull ?? { everyMs: Infinity, restMs: 0 };
    const sinceMs = (performance.now() - this.startedAt) % everyMs;
    return sinceMs > everyMs - restMs ? everyMs - sinceMs : 0;
  }

  private send(agent: Agent): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { url, body, method = 'POST', timeoutMs, onAnswer, onEnd } = this.options;
    const began = performance.now();
    let isCounted = false;
    this.count.sent += 1;
    this.inHand += 1;
    const end = (failure: string | null): void => {
      if (isCounted) return;
      isCounted = true;
      this.inHand -= 1;
      if (failure === null) this.count.ok += 1;
      else {
        this.count.failed += 1;
        this.count.failures[failure] = (this.count.failures[failure] ?? 0) + 1;
      }
      const tookMs = performance.now() - began;
      this.count.latencies.push(tookMs);
      onEnd?.(tookMs, failure);
      resolve();
    };
    const headers =
      method === 'POST' ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } : {};
    const sent = request(url, { agent, method, headers, timeout: timeoutMs });
    sent.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => {
        const status = response.statusCode ?? 0;
        onAnswer?.(status, text);
        end(status < 400 ? null : `status ${status}`);
      });
      response.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    });
    sent.on('timeout', () => sent.destroy(new Error('timed out')));
    sent.on('error', (error: NodeJS.ErrnoException) =>
      end(`${error.code ?? error.message}${sent.reusedSocket ? ' on a kept-alive connection' : ''}`),
    );
    sent.end(method === 'POST' ? body : undefined);
    return promise;
  }
}

export const percentile = (values: number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
};
