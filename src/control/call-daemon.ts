// The client's end: one request, any number of notices, one reply. A daemon that isn't there is an answer too.
// One that is just being replaced by its keeper is waited for.
import net from 'node:net';
import type { Answer, ReplyValue, Request } from '../../protocol/control.ts';
import type { Failure } from '../failure/failure.ts';
import type { Home } from '../host/linux/home.ts';
import { livingKeeper } from '../host/linux/keeper-note.ts';
import { failed, ok, type Result } from '../std/result.ts';

/** A keeper rests at most 5 s between two daemons that die at once. */
const REPLACED_WITHIN_MS = 7000;
const AGAIN_MS = 50;

export interface Call {
  reply: Promise<Result<ReplyValue, Failure>>;
  /** Resolves when the line is down, whoever hung up. */
  ended: Promise<void>;
  hangUp: () => void;
}

export function callDaemon(
  home: Home,
  request: Request,
  hear: (answer: Exclude<Answer, { kind: 'reply' }>) => void = () => {},
): Call {
  const { promise: reply, resolve } = Promise.withResolvers<Result<ReplyValue, Failure>>();
  const ended = Promise.withResolvers<void>();
  const until = performance.now() + REPLACED_WITHIN_MS;
  let socket = connect();

  function connect(): net.Socket {
    const attempt = net.connect(home.controlSocket);
    let isConnected = false;
    let reason = '';
    let rest = '';
    attempt.setEncoding('utf8');
    attempt.on('connect', () => {
      isConnected = true;
      attempt.write(`${JSON.stringify(request)}\n`);
    });
    attempt.on('error', (error: NodeJS.ErrnoException) => (reason = error.code ?? error.message));
    attempt.on('close', () => {
      if (!isConnected && reason !== '' && isBeingReplaced(reason))
        return void setTimeout(() => (socket = connect()), AGAIN_MS);
      if (isConnected) resolve(failed({ code: 'daemon-went-away', home: home.state }));
      else resolve(failed({ code: 'daemon-unreachable', home: home.state, reason, keeper: livingKeeper(home) }));
      ended.resolve();
    });
    attempt.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) take(JSON.parse(line) as Answer);
    });
    return attempt;
  }

  const isBeingReplaced = (reason: string): boolean =>
    (reason === 'ENOENT' || reason === 'ECONNREFUSED') && performance.now() < until && livingKeeper(home) !== null;

  function take(answer: Answer): void {
    if (answer.kind !== 'reply') return hear(answer);
    resolve(answer.ok ? ok(answer.value) : failed(answer.failure));
    if (request.kind !== 'follow') socket.end();
  }
  return { reply, ended: ended.promise, hangUp: () => socket.destroy() };
}
