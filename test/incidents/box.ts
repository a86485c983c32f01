// A server to break: a box with systemd, nginx, PostgreSQL and Supervisor, made by the tools that ALLSWELL_BOX_TOOLS names.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface BoxOptions {
  /** Limit of the whole machine, such as 1200M. */
  memory?: string;
  disk?: string;
}

export interface Box {
  name: string;
  /** A script for bash, as root of the box. */
  run: (script: string, input?: Buffer) => Promise<Ended>;
  /** Throws when it does not end with 0. */
  must: (script: string, input?: Buffer) => Promise<string>;
  write: (path: string, content: string | Buffer) => Promise<void>;
  end: () => Promise<void>;
}

export async function bootBox(name: string, { memory, disk = '2G' }: BoxOptions = {}): Promise<Box> {
  await tool('box-down', [name]);
  const up = await tool('box-up', [
    '--disk',
    disk,
    '--mask',
    'redis-server.service',
    ...(memory === undefined ? [] : ['--mem', memory]),
    name,
  ]);
  if (up.code !== 0) throw new Error(`no box: ${up.stderr}`);
  const run: Box['run'] = (script, input) => tool('box-exec', [name, 'bash', '-c', script], input);
  const must: Box['must'] = async (script, input) => {
    const ended = await run(script, input);
    if (ended.code !== 0) throw new Error(`${script}\nended with ${ended.code}: ${ended.stderr || ended.stdout}`);
    return ended.stdout;
  };
  return {
    name,
    run,
    must,
    write: async (path, content) => {
      await must(`mkdir -p "$(dirname ${path})"; cat > ${path}`, Buffer.from(content));
    },
    end: async () => {
      await tool('box-down', [name]);
    },
  };
}

function tool(program: string, args: string[], input?: Buffer): Promise<Ended> {
  const folder = process.env['ALLSWELL_BOX_TOOLS'];
  if (folder === undefined) throw new Error('set ALLSWELL_BOX_TOOLS to the folder of box-up, box-exec and box-down');
  return runWith(join(folder, program), args, input);
}

export function runWith(program: string, args: string[], input?: Buffer): Promise<Ended> {
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.on('error', reject);
  // `exit`, not `close`: what a script leaves running may keep the pipes.
  child.on('exit', (code) =>
    setTimeout(
      () => resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
      50,
    ),
  );
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return promise;
}
