// Runs one of our own files in a process of its own, one JSON value in and one out: what it loads goes with it.
import { spawn } from 'node:child_process';

/** Rejects when the process could not be run, or ended without an answer. */
export async function runAside<Answer>(file: string, question: unknown): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const child = spawn(process.execPath, [...process.execArgv, file], { stdio: ['pipe', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  child.once('error', reject);
  child.once('close', (code, signal) => {
    try {
      resolve(JSON.parse(text) as Answer);
    } catch {
      reject(new Error(`${file} ended without an answer (${signal ?? `exit code ${code}`})`));
    }
  });
  // A process that died before it read is told by its end.
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify(question));
  return promise;
}
