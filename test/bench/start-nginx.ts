// Runs an nginx of our own on loopback in front of one port, with kept-alive connections to it; keeps its error log.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, sleep, until } from './run-program.ts';
import { hasEnded, nowRuns } from './still-running.ts';

export class Nginx {
  private readonly child: ChildProcess;
  private readonly folder: string;
  readonly port: number;

  constructor(child: ChildProcess, folder: string, port: number) {
    this.child = child;
    this.folder = folder;
    this.port = port;
    nowRuns(this);
  }

  static async start(program: string, upstream: number, idleSeconds: number): Promise<Nginx> {
    const folder = mkdtempSync(join(tmpdir(), 'aw-bench-nginx-'));
    const port = await freePort();
    writeFileSync(join(folder, 'nginx.conf'), configure(port, upstream, idleSeconds));
    const args = ['-p', folder, '-e', 'error.log', '-c', 'nginx.conf'];
    const child = spawn(program, args, { stdio: 'ignore' });
    const nginx = new Nginx(child, folder, port);
    await until('nginx listens', () => isOpen(port));
    return nginx;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  errors(): string[] {
    return readFileSync(join(this.folder, 'error.log'), 'utf8')
      .split('\n')
      .filter((line) => / \[(error|crit|alert|emerg)\] /.test(line));
  }

  async end(): Promise<void> {
    hasEnded(this);
    this.child.kill('SIGTERM');
    await sleep(200);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Nothing here asks nginx to try again: what it could not deliver is seen by the client. */
function configure(port: number, upstream: number, idleSeconds: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off;
worker_processes 1;
pid nginx.pid;
error_log error.log warn;
events { worker_connections 4096; }
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path tmp_${name};`).join('\n  ')}
  upstream app {
    server 127.0.0.1:${upstream};
    keepalive 64;
    keepalive_timeout ${idleSeconds}s;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://app;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }
}
`;
}

async function isOpen(port: number): Promise<boolean> {
  try {
    await fetch(`http://127.0.0.1:${port}/`);
    return true;
  } catch {
    return false;
  }
}
