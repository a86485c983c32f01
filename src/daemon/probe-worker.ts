// Asks a worker for its health on its private socket, where no user can reach it and no other worker can answer.
import { sendRequest } from '../host/linux/web-client.ts';

/** A health check that takes longer is not healthy; the next one follows anyway. */
const PROBE_TIMEOUT_MS = 5000;
const BODY_SHOWN_MAX = 200;

export type ProbeResult = { isHealthy: true } | { isHealthy: false; detail: string };

export function probeWorker(socketPath: string, path: string, isTls: boolean): Promise<ProbeResult> {
  const { promise, resolve } = Promise.withResolvers<ProbeResult>();
  const options = { socketPath, path, headers: { host: 'localhost', connection: 'close' }, timeout: PROBE_TIMEOUT_MS };
  const request = sendRequest(isTls, options);
  request.on('response', (response) => {
    const status = response.statusCode ?? 0;
    let body = '';
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      if (body.length < BODY_SHOWN_MAX) body += chunk;
    });
    response.on('close', () => {
      const shown = body.slice(0, BODY_SHOWN_MAX).replace(/\s+/g, ' ').trim();
      resolve(
        status < 400
          ? { isHealthy: true }
          : { isHealthy: false, detail: `GET ${path} answered ${status}${shown ? `: ${shown}` : ''}` },
      );
    });
  });
  request.on('timeout', () => request.destroy(new Error(`no answer within ${PROBE_TIMEOUT_MS / 1000} s`)));
  request.on('error', (error) => resolve({ isHealthy: false, detail: `GET ${path}: ${error.message}` }));
  request.end();
  return promise;
}
