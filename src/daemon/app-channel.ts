// Listens for the preloads of all workers and says their words on; a worker has one line, the newest.
// Believes nobody: a line that names no worker it was told to expect is closed.
import { rmSync } from 'node:fs';
import net from 'node:net';
import type { FromApp, ToApp } from '../../protocol/app.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';

/** Words longer than this are no words of ours. */
const LINE_BYTES_MAX = 64 * 1024;

export class AppChannel {
  private readonly lines = new Map<string, net.Socket>();
  private readonly hear: (worker: string, message: FromApp) => void;

  /** `hear` is given the worker's full name, `app/worker`. */
  constructor(path: string, hear: (worker: string, message: FromApp) => void) {
    this.hear = hear;
    rmSync(path, { force: true });
    net.createServer((socket) => this.accept(socket)).listen(path);
  }

  isConnected(worker: string): boolean {
    return this.lines.has(worker);
  }

  tell(worker: string, message: ToApp): void {
    this.lines.get(worker)?.write(`${JSON.stringify(message)}\n`);
  }

  private accept(socket: net.Socket): void {
    let rest = '';
    let worker: string | null = null;
    socket.setEncoding('utf8');
    socket.on('error', () => {});
    socket.on('close', () => {
      if (worker && this.lines.get(worker) === socket) this.lines.delete(worker);
    });
    socket.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LINE_BYTES_MAX) socket.destroy();
      for (const line of lines) {
        const message = parse(line);
        if (!message) continue;
        if (message.kind === 'hello') {
          if (message.protocol !== PROTOCOL_VERSION) return void socket.destroy();
          worker = message.worker;
          this.lines.set(worker, socket);
        }
        if (worker) this.hear(worker, message);
      }
    });
  }
}

function parse(line: string): FromApp | null {
  try {
    return JSON.parse(line) as FromApp;
  } catch {
    return null;
  }
}
