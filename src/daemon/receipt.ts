// Measures a roll as a user would feel it: a steady stream of requests through the front door, from start to last goodbye.
// Counts; judges nothing.
import type { Agent } from 'node:http';
import type { Receipt } from '../../protocol/control.ts';
import { isTlsUrl, makeAgent, sendTo } from '../host/linux/web-client.ts';

/** Twenty requests a second: enough to meet a gap of a tenth of a second, too few to be felt. */
const EVERY_MS = 50;
const TIMEOUT_MS = 30_000;
const SOCKETS_MAX = 16;
const FAILURES_SHOWN = 5;
const PROBE_HEADER = 'x-allswell-probe';
const ANSWER_HEADER = 'x-allswell-generation';

export class ReceiptRun {
  private readonly startedAt = performance.now();
  private readonly receipt: Receipt;
  private readonly agent: Agent;
  private readonly timer: NodeJS.Timeout;
  private inHand = 0;
  private onIdle: (() => void) | null = null;

  constructor(app: string, generation: number, previous: number, url: string) {
    this.receipt = {
      app,
      generation,
      previous,
      url,
      sent: 0,
      ok: 0,
      failed: 0,
      slowestMs: 0,
      byGeneration: {},
      failures: [],
      durationMs: 0,
    };
    this.agent = makeAgent(isTlsUrl(url), SOCKETS_MAX);
    this.timer = setInterval(() => this.send(), EVERY_MS);
    this.send();
  }

  /** Stops sending, waits for the answers that are due, and gives the count. */
  async finish(): Promise<Receipt> {
    clearInterval(this.timer);
    if (this.inHand > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.onIdle = resolve;
      await promise;
    }
    this.agent.destroy();
    return { ...this.receipt, durationMs: Math.round(performance.now() - this.startedAt) };
  }

  private send(): void {
    const began = performance.now();
    const { url } = this.receipt;
    const options = { agent: this.agent, headers: { [PROBE_HEADER]: '1' }, timeout: TIMEOUT_MS };
    const sent = sendTo(url, options);
    this.receipt.sent += 1;
    this.inHand += 1;
    sent.on('response', (response) => {
      response.resume();
      response.on('end', () => {
        const status = response.statusCode ?? 0;
        const generation = String(response.headers[ANSWER_HEADER] ?? 'unknown');
        this.count(began, generation, status < 500 ? null : `answered ${status}`);
      });
      response.on('error', (error) => this.count(began, 'unknown', error.message));
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
    sent.on('error', (error) => this.count(began, 'unknown', error.message));
    sent.end();
  }

  private count(began: number, generation: string, failure: string | null): void {
    const tookMs = Math.round(performance.now() - began);
    const { receipt } = this;
    receipt.slowestMs = Math.max(receipt.slowestMs, tookMs);
    if (failure === null) receipt.ok += 1;
    else {
      receipt.failed += 1;
      if (receipt.failures.length < FAILURES_SHOWN) receipt.failures.push(failure);
    }
    const own = (receipt.byGeneration[generation] ??= { answered: 0, slowestMs: 0 });
    own.answered += 1;
    own.slowestMs = Math.max(own.slowestMs, tookMs);
    this.inHand -= 1;
    if (this.inHand === 0) this.onIdle?.();
  }
}
