// Asks something over HTTP on a unix socket, and takes no longer and no more than it is told to.
import http from 'node:http';

export interface SocketQuestion {
  socketPath: string;
  path: string;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
  timeoutMs: number;
  bytesMax?: number;
}

export type SocketAnswer =
  | { kind: 'answered'; status: number; body: string }
  /** `absent`: nobody listens there. */
  | { kind: 'absent' | 'denied' | 'timed-out' | 'unreadable'; detail: string };

const BYTES_MAX = 16 * 1024 * 1024;

export function askSocket(question: SocketQuestion): Promise<SocketAnswer> {
  const { socketPath, path, method = 'GET', headers = {}, body, timeoutMs, bytesMax = BYTES_MAX } = question;
  const { promise, resolve } = Promise.withResolvers<SocketAnswer>();
  const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
  const request = http.request({
    socketPath,
    path,
    method,
    headers: { Host: 'localhost', ...length, ...headers },
    agent: false,
  });
  const end = (answer: SocketAnswer): void => {
    clearTimeout(timer);
    resolve(answer);
    request.destroy();
  };
  const timer = setTimeout(
    () => end({ kind: 'timed-out', detail: `no answer within ${timeoutMs / 1000} s` }),
    timeoutMs,
  );
  request.on('error', (error: NodeJS.ErrnoException) => end({ kind: kindOf(error), detail: error.message }));
  request.on('response', (response) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('error', (error) => end({ kind: 'unreadable', detail: error.message }));
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > bytesMax) end({ kind: 'unreadable', detail: `its answer is longer than ${bytesMax} bytes` });
    });
    response.on('end', () =>
      end({ kind: 'answered', status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
    );
  });
  request.end(body);
  return promise;
}

function kindOf({ code }: NodeJS.ErrnoException): 'absent' | 'denied' | 'unreadable' {
  if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTDIR') return 'absent';
  return code === 'EACCES' || code === 'EPERM' ? 'denied' : 'unreadable';
}
