// One request on a connection of its own, with its answer or the word of its failure.
import http from 'node:http';

export interface Answered {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** The body, read as JSON where it is. */
  body: Record<string, unknown>;
  text: string;
  tookMs: number;
}

export interface Asked {
  host?: string;
  method?: string;
  body?: string;
  timeoutMs?: number;
  /** A unix socket instead of a port. */
  socketPath?: string;
}

/** Fails with Node's error (ECONNREFUSED, ECONNRESET …) when there is no whole answer. */
export async function ask(port: number, path = '/', asked: Asked = {}): Promise<Answered> {
  const { host = '127.0.0.1', method = 'GET', body, timeoutMs = 20_000, socketPath } = asked;
  const { promise, resolve, reject } = Promise.withResolvers<Answered>();
  const began = performance.now();
  const place = socketPath === undefined ? { host, port } : { socketPath };
  const request = http.request({ ...place, path, method, agent: false, timeout: timeoutMs });
  request.on('error', reject);
  request.on('timeout', () => request.destroy(new Error(`no answer within ${timeoutMs} ms`)));
  request.on('response', (response) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => (text += chunk));
    response.on('error', reject);
    response.on('end', () => {
      const { statusCode: status = 0, headers } = response;
      const isJson = headers['content-type']?.includes('json') ?? false;
      const parsed = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
      resolve({ status, headers, body: parsed, text, tookMs: performance.now() - began });
    });
  });
  request.end(body);
  return promise;
}

/** The answer, or the code of the failure: for asking until something holds. */
export const tryToAsk = (port: number, path = '/', asked: Asked = {}): Promise<Answered | string> =>
  ask(port, path, asked).catch((error: NodeJS.ErrnoException) => error.code ?? error.message);
