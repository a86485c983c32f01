// The client's end: one request, any number of notices, one reply. A daemon that isn't there is an answer too.
import net from 'node:net';
import type { Answer, ReplyValue, Request } from '../../protocol/control.ts';
import type { Failure } from '../failure/failure.ts';
import { type Home } from '../host/linux/home.ts';
import { failed, ok, type Result } from '../std/result.ts';

export interface Call {
  reply: Promise<Result<ReplyValue, Failure>>;
  hangUp: () => void;
}

export function callDaemon(
  home: Home,
  request: Request,
  hear: (answer: Exclude<Answer, { kind: 'reply' }>) => void = () => {},
): Call {
  const { promise, resolve } = Promise.withResolvers<Result<ReplyValue, Failure>>();
  const socket = net.connect(home.controlSocket);
  const unreachable = (reason: string): void =>
    resolve(failed({ code: 'daemon-unreachable', home: home.state, reason }));
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('connect', () => socket.write(`${JSON.stringify(request)}\n`));
  socket.on('error', (error: NodeJS.ErrnoException) => unreachable(error.code ?? error.message));
  socket.on('close', () => unreachable('it hung up before it answered'));
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(JSON.parse(line) as Answer);
  });
  function take(answer: Answer): void {
    if (answer.kind !== 'reply') return hear(answer);
    resolve(answer.ok ? ok(answer.value) : failed(answer.failure));
    if (request.kind !== 'follow') socket.end();
  }
  return { reply: promise, hangUp: () => socket.destroy() };
}
