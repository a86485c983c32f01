// Asks a daemon of PM2 something on its rpc.sock, without PM2: its own client would start a daemon where there is none.
import net from 'node:net';
import { packMessage, unpackMessage } from './amp-frames.ts';

export type Pm2Answer =
  | { kind: 'answered'; value: unknown }
  /** `absent`: nobody listens there. */
  | { kind: 'absent' | 'denied' | 'timed-out' | 'unreadable'; detail: string };

const BYTES_MAX = 32 * 1024 * 1024;

/** Only methods that look: getVersion, getMonitorData. */
export function askPm2(
  socketPath: string,
  method: 'getVersion' | 'getMonitorData',
  timeoutMs: number,
): Promise<Pm2Answer> {
  const { promise, resolve } = Promise.withResolvers<Pm2Answer>();
  const socket = net.connect(socketPath);
  const end = (answer: Pm2Answer): void => {
    clearTimeout(timer);
    resolve(answer);
    socket.destroy();
  };
  const timer = setTimeout(
    () => end({ kind: 'timed-out', detail: `no answer within ${timeoutMs / 1000} s` }),
    timeoutMs,
  );
  let received = Buffer.alloc(0);
  socket.on('error', (error: NodeJS.ErrnoException) => end({ kind: kindOf(error), detail: error.message }));
  socket.on('close', () => end({ kind: 'unreadable', detail: 'it hung up before it answered' }));
  socket.on('connect', () => socket.write(packMessage([{ type: 'call', method, args: [{}] }, `${process.pid}:0`])));
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    const unpacked = unpackMessage(received);
    if (unpacked.kind === 'broken') end({ kind: 'unreadable', detail: 'its answer is no message of PM2' });
    else if (unpacked.kind === 'message') end(readReply(unpacked.parts[0]));
    else if (received.length > BYTES_MAX)
      end({ kind: 'unreadable', detail: `its answer is longer than ${BYTES_MAX} bytes` });
  });
  return promise;
}

/** `{ args: [value] }`, or `{ error, stack }`. */
function readReply(reply: unknown): Pm2Answer {
  if (typeof reply !== 'object' || reply === null) return { kind: 'unreadable', detail: 'its answer is empty' };
  if ('error' in reply) return { kind: 'unreadable', detail: String(reply.error) };
  const value = 'args' in reply && Array.isArray(reply.args) ? (reply.args[0] as unknown) : null;
  return { kind: 'answered', value };
}

function kindOf({ code }: NodeJS.ErrnoException): 'absent' | 'denied' | 'unreadable' {
  if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTDIR') return 'absent';
  return code === 'EACCES' || code === 'EPERM' ? 'denied' : 'unreadable';
}
