// Gathers what was observed of an app's workers into the facts that describe-app words.
import { basename } from 'node:path';
import type { Status } from '../../protocol/control.ts';
import { packageVersion } from '../host/linux/package-root.ts';
import { monotonicMs } from '../host/linux/monotonic.ts';
import { type AppFacts, describeApp, isWell, type WorkerFacts } from '../supervise/describe-app.ts';
import type { KeptApp } from './kept-app.ts';
import { socketUnitHints } from './socket-unit-hints.ts';
import type { Daemon } from './surroundings.ts';

export function observeStatus(daemon: Daemon): Status {
  const apps = [...daemon.apps.values()].map((app) => describeApp(app.state, factsOf(app)));
  const journal = daemon.journal.trouble
    ? [`the journal cannot be written (${daemon.journal.trouble}); what serves keeps serving`]
    : [];
  const withJournal = apps.map((app) => ({ ...app, concerns: [...app.concerns, ...journal] }));
  return {
    schema: 1,
    at: new Date().toISOString(),
    daemon: { pid: process.pid, version: packageVersion(), since: daemon.startedAt },
    keeper: { pid: process.ppid, isUnderSystemd: daemon.isUnderSystemd },
    home: daemon.home.state,
    isWell: isWell(withJournal) && daemon.strays.size === 0,
    apps: withJournal,
    strays: [...daemon.strays.keys()],
    hints: socketUnitHints(daemon),
  };
}

function factsOf(app: KeptApp): AppFacts {
  const now = monotonicMs();
  const wallNow = Date.now();
  const current =
    app.generations.get(app.state.roll?.candidate ?? app.state.generation) ?? app.generations.get(app.state.generation);
  return {
    now,
    wall: (at) => new Date(wallNow - (now - at)).toISOString(),
    workers: workerFacts(app),
    frozen: app.frozen,
    lastRoll: app.lastRoll,
    health: Object.fromEntries((current?.config.pools ?? []).map((pool) => [pool.name, pool.health])),
  };
}

function workerFacts(app: KeptApp): Map<string, WorkerFacts> {
  const facts = new Map<string, WorkerFacts>();
  for (const pool of app.state.pools) {
    for (const worker of pool.workers) {
      const seen = app.observed.get(worker.id);
      const launch = app.generations.get(worker.generation)?.launches[pool.name];
      facts.set(worker.id, {
        release: launch ? basename(launch.cwd) : '',
        memoryBytes: seen?.vitals?.rssBytes ?? null,
        loopBusy: seen?.vitals?.loopBusy ?? null,
        requestsInHand: seen?.vitals?.requestsInHand ?? null,
        jobs: seen?.jobs ?? [],
        openConnections: seen?.drain?.connections ?? null,
        keepAliveTimeoutMs: seen?.listening[0]?.keepAliveTimeoutMs ?? null,
        listensAlso: seen?.listensAlso ?? [],
        troubles: seen?.troubles ?? [],
        protocol: seen?.listening[0]?.protocol ?? null,
      });
    }
  }
  return facts;
}
