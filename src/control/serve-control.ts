// The daemon's door: a unix socket in a folder that only its owner may enter. One JSON value a line, both ways.
import { rmSync } from 'node:fs';
import net from 'node:net';
import type { Answer, ReplyValue, Request } from '../../protocol/control.ts';
import type { Failure } from '../failure/failure.ts';
import type { Result } from '../std/result.ts';

type Say = (answer: Answer) => void;

/** `left` is told when a caller hangs up, so that nothing more is said to it. Returns how to close the door. */
export function serveControl(
  path: string,
  answer: (request: Request, say: Say) => Promise<Result<ReplyValue, Failure>>,
  left: (say: Say) => void,
): () => void {
  rmSync(path, { force: true });
  const callers = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    const say: Say = (value) => {
      if (socket.writable) socket.write(`${JSON.stringify(value)}\n`);
    };
    let rest = '';
    socket.setEncoding('utf8');
    socket.on('error', () => {});
    callers.add(socket);
    socket.on('close', () => {
      callers.delete(socket);
      left(say);
    });
    socket.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) void reply(line, say);
    });
  });
  server.listen(path);
  return () => {
    server.close();
    for (const socket of callers) socket.destroy();
  };

  async function reply(line: string, say: Say): Promise<void> {
    try {
      const result = await answer(JSON.parse(line) as Request, say);
      say(
        result.ok
          ? { kind: 'reply', ok: true, value: result.value }
          : { kind: 'reply', ok: false, failure: result.failure },
      );
    } catch (error) {
      console.error(`allswell: ${(error as Error).stack}`);
      say({ kind: 'reply', ok: false, failure: { code: 'bug', text: (error as Error).message } });
    }
  }
}
