// Sends one GET and says what came back, within its time: status, a few headers, the beginning of the body. Follows nothing.
import net from 'node:net';
import type { RequestOptions } from 'node:http';
import { sendRequest } from './web-client.ts';

export interface HttpProbe {
  isTls: boolean;
  to: { host: string; port: number } | { socketPath: string };
  host: string;
  path: string;
  agent: string;
  timeoutMs: number;
  /** Asks as a proxy that keeps connections does, so that the answer says for how long; it is closed all the same. */
  isKeptAlive: boolean;
}

export interface HttpAnswer {
  status: number | null;
  /** ECONNREFUSED, `timeout` …; null when a status came. */
  error: string | null;
  server: string | null;
  location: string | null;
  type: string | null;
  keepAliveSeconds: number | null;
  body: string;
  tookMs: number;
}

const BODY_BYTES_MAX = 2048;

export function probeHttp({ isTls, to, host, path, agent, timeoutMs, isKeptAlive }: HttpProbe): Promise<HttpAnswer> {
  const began = performance.now();
  const options: RequestOptions & { servername?: string } = {
    ...('socketPath' in to ? { socketPath: to.socketPath } : { host: to.host, port: to.port }),
    path,
    method: 'GET',
    headers: { Host: host, 'User-Agent': agent, Accept: '*/*', Connection: isKeptAlive ? 'keep-alive' : 'close' },
    agent: false,
    ...(isTls && net.isIP(host) === 0 ? { servername: host } : {}),
  };
  return new Promise((resolve) => {
    const answer: HttpAnswer = {
      status: null,
      error: null,
      server: null,
      location: null,
      type: null,
      keepAliveSeconds: null,
      body: '',
      tookMs: 0,
    };
    const finish = (error: string | null): void => {
      clearTimeout(timer);
      // Once a status came, a body that breaks off or takes its time does not undo it.
      if (answer.status === null) answer.error ??= error;
      resolve({ ...answer, tookMs: Math.round(performance.now() - began) });
      request.destroy();
    };
    const request = sendRequest(isTls, options);
    const timer = setTimeout(() => finish('timeout'), timeoutMs);
    request.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
    request.on('response', (response) => {
      const { server, location, 'content-type': type, 'keep-alive': kept } = response.headers;
      const seconds = /timeout=(\d{1,6})/.exec(String(kept ?? ''))?.[1];
      answer.keepAliveSeconds = seconds === undefined ? null : Number(seconds);
      Object.assign(answer, {
        status: response.statusCode ?? null,
        server: server ?? null,
        location: location ?? null,
        type: type ?? null,
      });
      response.on('data', (chunk: Buffer) => {
        answer.body += chunk.toString('utf8');
        if (answer.body.length >= BODY_BYTES_MAX) finish(null);
      });
      response.on('end', () => finish(null));
      response.on('error', () => finish(null));
    });
    request.end();
  });
}

/** Only connects: says how that went, null for well. */
export function probeConnect(
  to: { host: string; port: number } | { socketPath: string },
  timeoutMs: number,
): Promise<{ error: string | null; tookMs: number }> {
  const began = performance.now();
  return new Promise((resolve) => {
    const socket = 'socketPath' in to ? net.connect(to.socketPath) : net.connect(to.port, to.host);
    const finish = (error: string | null): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ error, tookMs: Math.round(performance.now() - began) });
    };
    const timer = setTimeout(() => finish('timeout'), timeoutMs);
    socket.on('connect', () => finish(null));
    socket.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
  });
}
