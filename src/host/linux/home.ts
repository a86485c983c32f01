// Names the folders and files that belong to one Allswell: its home.
// `ALLSWELL_HOME` when set; /var/lib and /run for root; the XDG folders for everybody else.
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Home {
  /** What outlives a reboot: journal, generations, logs. */
  state: string;
  /** Sockets of the present boot. */
  run: string;
  journal: string;
  generations: string;
  logs: string;
  lock: string;
  controlSocket: string;
  appSocket: string;
  probes: string;
  daemonLog: string;
}

/** A unix socket's path holds 107 characters (unix(7)); ours add up to 40 to the folder. */
const RUN_PATH_MAX = 64;

export function findHome(env: NodeJS.ProcessEnv = process.env): Home {
  const { state, run } = findFolders(env);
  return {
    state,
    run,
    journal: join(state, 'journal.jsonl'),
    generations: join(state, 'generations'),
    logs: join(state, 'logs'),
    lock: join(state, 'lock.db'),
    controlSocket: join(run, 'control.sock'),
    appSocket: join(run, 'app.sock'),
    probes: join(run, 'probes'),
    daemonLog: join(state, 'daemon.log'),
  };
}

/** Makes the folders, readable by nobody else: they hold environments and control sockets. */
export function makeHome(home: Home): void {
  for (const folder of [home.state, home.run, home.generations, home.logs, home.probes]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
}

function findFolders(env: NodeJS.ProcessEnv): { state: string; run: string } {
  const chosen = env['ALLSWELL_HOME'];
  if (chosen) return { state: resolve(chosen), run: shortRun(join(resolve(chosen), 'run'), env) };
  if (process.getuid?.() === 0) return { state: '/var/lib/allswell', run: '/run/allswell' };
  const state = join(env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'allswell');
  const runtime = env['XDG_RUNTIME_DIR'];
  return { state, run: runtime ? join(runtime, 'allswell') : shortRun(join(state, 'run'), env) };
}

function shortRun(run: string, env: NodeJS.ProcessEnv): string {
  if (run.length <= RUN_PATH_MAX) return run;
  const name = createHash('sha256').update(run).digest('hex').slice(0, 12);
  return join(env['XDG_RUNTIME_DIR'] ?? tmpdir(), `allswell-${process.getuid?.() ?? 0}-${name}`);
}
