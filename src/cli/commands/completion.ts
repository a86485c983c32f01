// `allswell completion bash|zsh|fish`: what the Tab key offers, names of running apps and pools included.
import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import { callDaemon } from '../../control/call-daemon.ts';
import { findHome } from '../../host/linux/home.ts';

const TAKE_TARGETS = ['start', 'stop', 'restart', 'logs'];
const TAKE_APPS = ['roll', 'events'];

/** Must come after every other command: it describes those that are there. */
export async function addCompletion(program: Command): Promise<void> {
  const completion = tab(program, { completionCommandName: 'completion' });
  if (process.argv[2] !== 'complete') return;
  const { apps, targets } = await readNames();
  for (const [names, verbs] of [
    [targets, TAKE_TARGETS],
    [apps, TAKE_APPS],
  ] as const) {
    for (const verb of verbs) {
      for (const argument of completion.commands.get(verb)?.arguments.values() ?? []) {
        argument.handler = (complete) => {
          for (const name of names) complete(name, '');
        };
      }
    }
  }
}

/** Nothing is offered where nothing runs: the Tab key must not start or wait for anything. */
async function readNames(): Promise<{ apps: string[]; targets: string[] }> {
  const status = await callDaemon(findHome(), { kind: 'status' }).reply;
  if (!status.ok || status.value.kind !== 'status') return { apps: [], targets: [] };
  const { apps } = status.value.status;
  const targets = apps.flatMap((app) => [app.name, ...app.pools.map((pool) => `${app.name}.${pool.name}`)]);
  return { apps: apps.map((app) => app.name), targets };
}
