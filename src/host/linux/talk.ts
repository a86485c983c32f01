// Says something to a server over TCP or a unix socket and takes what comes back, within a time and a size. One exchange.
import net from 'node:net';

export type Place = { host: string; port: number } | { path: string };

export interface Words {
  send: Buffer;
  /** Told all that came so far; true ends the exchange. */
  isEnough: (answer: Buffer) => boolean;
  timeoutMs: number;
  bytesMax?: number;
}

export type Talked =
  | { kind: 'answered'; answer: Buffer }
  /** `absent`: no such socket file; `closed`: it hung up before it had said enough, `answer` is what it did say. */
  | {
      kind: 'refused' | 'absent' | 'denied' | 'unreachable' | 'name-unknown' | 'timed-out' | 'closed';
      answer: Buffer;
      detail: string;
    };

const BYTES_MAX = 8 * 1024 * 1024;
const KINDS: Record<string, Exclude<Talked['kind'], 'answered'>> = {
  ECONNREFUSED: 'refused',
  ENOENT: 'absent',
  EACCES: 'denied',
  EPERM: 'denied',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENOTFOUND: 'name-unknown',
  EAI_AGAIN: 'name-unknown',
  ETIMEDOUT: 'timed-out',
};

export function talk(place: Place, { send, isEnough, timeoutMs, bytesMax = BYTES_MAX }: Words): Promise<Talked> {
  return new Promise((resolve) => {
    const socket = net.connect(place);
    const chunks: Buffer[] = [];
    let size = 0;
    let isConnected = false;
    const end = (kind: Talked['kind'], detail: string): void => {
      clearTimeout(timer);
      socket.destroy();
      const answer = Buffer.concat(chunks);
      resolve(kind === 'answered' ? { kind, answer } : { kind, answer, detail });
    };
    const timer = setTimeout(
      () => end('timed-out', isConnected ? 'it accepted, and said nothing' : 'it did not accept'),
      timeoutMs,
    );
    socket.on('connect', () => {
      isConnected = true;
      socket.write(send);
    });
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > bytesMax || isEnough(Buffer.concat(chunks))) end('answered', '');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => end(KINDS[error.code ?? ''] ?? 'closed', error.message));
    socket.on('close', () => end('closed', 'it hung up'));
  });
}
