// Runs one step and says how it ended. Its output goes to a file, so that a process it leaves behind can't hold us up.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countClosingLine, countVitest, NOTHING, withExit } from './count.ts';
import type { Step, StepResult } from './model.ts';

export async function runStep(step: Step): Promise<StepResult> {
  const why = step.whySkipped();
  if (why !== null) {
    return { name: step.name, counts: { ...NOTHING, skipped: 1 }, durationMs: 0, output: '', skipped: [why] };
  }
  const folder = mkdtempSync(join(tmpdir(), 'allswell-check-'));
  const startedMs = Date.now();
  try {
    const report = join(folder, 'report.json');
    const reporting = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
    const command = step.counted === 'vitest' ? [...step.command, ...reporting] : step.command;
    const ended = await run(command, join(folder, 'output'), step.timeoutMs);
    const counted = step.counted === 'vitest' ? countVitest(readOrEmpty(report)) : null;
    const counts = step.counted === 'closing-line' ? countClosingLine(ended.output) : (counted?.counts ?? null);
    return {
      name: step.name,
      counts: withExit(counts, ended.succeeded),
      durationMs: Date.now() - startedMs,
      output: ended.output,
      skipped: counted?.skipped ?? [],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run([file = '', ...args]: string[], outputFile: string, timeoutMs: number) {
  const output = openSync(outputFile, 'w');
  // A group of its own, so that everything it started can be ended with it.
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
  const child = spawn(file, args, { env, stdio: ['ignore', output, output], detached: true });
  closeSync(output);
  const stop = stopWithUs(child);
  let note = '';
  const timer = setTimeout(() => {
    note = `\nEnded after ${timeoutMs / 1000} s without an end.\n`;
    killGroup(child, 'SIGKILL');
  }, timeoutMs);
  const succeeded = await new Promise<boolean>((resolve) => {
    child.once('error', (error) => {
      note = `\n${error.message}\n`;
      resolve(false);
    });
    child.once('exit', (code, signal) => {
      if (signal !== null && note === '') note = `\nIt was ended by ${signal}.\n`;
      resolve(code === 0);
    });
  });
  clearTimeout(timer);
  stop();
  return { succeeded, output: readOrEmpty(outputFile) + note };
}

/** Ends the step when we are asked to end; returns how to take that back. */
function stopWithUs(child: ChildProcess): () => void {
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const stop = (signal: NodeJS.Signals) => {
    killGroup(child, signal);
    process.exit(1);
  };
  for (const signal of signals) process.on(signal, stop);
  return () => signals.forEach((signal) => process.off(signal, stop));
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself meanwhile.
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // A program that dies early has written nothing.
    return '';
  }
}
