// Mistakes that a supervisor could be written with. Each is put into a copy of src/supervise as a replacement of text.

export interface Mutation {
  /** What the mistaken supervisor does. */
  name: string;
  file: string;
  from: string;
  to: string;
}

export const mutations: Mutation[] = [
  {
    name: 'counts a start that timed out as ready',
    file: 'worker-table.ts',
    from: `return e.at < w.readyBy ? stay(w) : leave(w, { kind: 'leave-asked', at: e.at, because: 'start-timed-out' });`,
    to: `return e.at < w.readyBy ? stay(w) : becomeReady(w, e.at, 'alive');`,
  },
  {
    name: 'starts what dies again at once',
    file: 'restart-policy.ts',
    from: `if (before === 0 && death.during === 'serving') return 0;`,
    to: `return 0;`,
  },
  {
    name: 'uses a worker id twice',
    file: 'reduce-app.ts',
    from: `workersEver += 1;`,
    to: `workersEver = Math.max(0, ...pool.workers.map((worker) => Number(worker.id.split('#')[1]))) + 1;`,
  },
  {
    name: 'drains the old when the new is spawned rather than when it serves',
    file: 'reduce-pool.ts',
    from: `else if (fit.state === 'serving') this.dismissReplaced(fit);`,
    to: `else this.dismissReplaced(fit);`,
  },
  {
    name: 'serves with a new worker before the commit',
    file: 'reduce-pool.ts',
    from: `const fit = this.workers.find((worker) => worker.seat === seat && isFit(worker, this.wish.generation));`,
    to: `const fit = this.workers.findLast((worker) => worker.seat === seat && !worker.isUnfit && worker.state !== 'draining');`,
  },
  {
    name: 'starts the new scheduler beside the old',
    file: 'reduce-pool.ts',
    from: `if (seat !== undefined && this.workers.length === 0)`,
    to: `if (seat !== undefined && this.staying().length === 0)`,
  },
  {
    name: 'leaves the new workers of a failed roll running',
    file: 'reduce-roll.ts',
    from: `if (worker.generation !== candidate || worker.state === 'draining') return [worker];`,
    to: `if (worker.generation !== candidate || worker.state !== 'starting') return [worker];`,
  },
  {
    name: 'commits when one worker of a pool is proved',
    file: 'reduce-roll.ts',
    from: `return candidateSeats(pool, roll).every((seat) =>`,
    to: `return candidateSeats(pool, roll).some((seat) =>`,
  },
  {
    name: 'commits when one pool is proved',
    file: 'reduce-roll.ts',
    from: `function isProved(app: App, roll: Roll): boolean {
  return app.pools.every((pool) => {`,
    to: `function isProved(app: App, roll: Roll): boolean {
  return app.pools.some((pool) => {`,
  },
  {
    name: 'forgets the workers when a new daemon takes over',
    file: 'resume.ts',
    from: `if (!hasProcess(worker) || present.includes(worker.id)) return`,
    to: `if (!hasProcess(worker)) return`,
  },
  {
    name: 'takes every command for carried out when a new daemon takes over',
    file: 'resume.ts',
    from: `return { ...worker, since: at, told: false, until: at + (worker.until - worker.since) };`,
    to: `return worker;`,
  },
  {
    name: 'lets deadlines run on while no daemon was there',
    file: 'resume.ts',
    from: `readyBy: Math.max(worker.readyBy, at + RECONNECT_MS),`,
    to: `readyBy: worker.readyBy,`,
  },
  {
    name: 'goes back to the old generation with the new policies',
    file: 'reduce-roll.ts',
    from: `const undone = withPolicies({ ...app, generation: roll.previous, roll: null }, roll.previousPolicies);`,
    to: `const undone = { ...app, generation: roll.previous, roll: null };`,
  },
  {
    name: 'forgets on an undo what was scaled',
    file: 'reduce-roll.ts',
    from: `const scaledTo = pool.scaledTo ?? roll.previousScales[pool.name] ?? null;`,
    to: `const scaledTo = pool.scaledTo;`,
  },
  {
    name: 'ends every rest with any wake-up',
    file: 'worker-table.ts',
    from: `'time-passed': (w, e) => ({ worker: e.at < w.until ? w : null }),`,
    to: `'time-passed': () => ({ worker: null }),`,
  },
  {
    name: 'forgets the roll that waits',
    file: 'reduce-roll.ts',
    from: `? beginRoll(app, app.waitingRoll, at)`,
    to: `? { app: { ...app, waitingRoll: null }, notices: [] }`,
  },
  {
    name: 'begins a second roll beside the first',
    file: 'reduce-roll.ts',
    from: `if (!app.roll && !isRestoring(app))`,
    to: `if (!app.roll || app.roll.phase === 'settling')`,
  },
  {
    name: 'kills without waiting',
    file: 'worker-table.ts',
    from: `(policy.kind === 'web' ? policy.stopTimeoutMs : policy.drainTimeoutMs);`,
    to: `Math.min(1000, policy.kind === 'web' ? policy.stopTimeoutMs : policy.drainTimeoutMs);`,
  },
  {
    name: 'sends SIGTERM to a web worker that serves',
    file: 'worker-table.ts',
    from: `if (policy.kind === 'web' && hadServed)`,
    to: `if (policy.kind === 'web' && hadServed && because !== 'replaced')`,
  },
  {
    name: 'never kills what ignores SIGTERM',
    file: 'worker-table.ts',
    from: `return w.step === 'quiescing' ? terminate(w, e.at) : kill(w, e.at);`,
    to: `return w.step === 'quiescing' ? terminate(w, e.at) : stay({ ...w, until: e.at + KILL_AGAIN_MS });`,
  },
  {
    name: 'closes the old address at the commit',
    file: 'sockets.ts',
    from: `for (const worker of pool.workers) if (worker.state !== 'waiting') for (const key of worker.sockets) keys.add(key);`,
    to: ``,
  },
  {
    name: 'starts workers before their socket is open',
    file: 'sockets.ts',
    from: `return addresses.every((address) => app.sockets[socketKey(address)]?.state === 'open') ? 'open' : 'not-open';`,
    to: `return 'open';`,
  },
  {
    name: 'leaves the stand-in when workers serve again',
    file: 'stand-in.ts',
    from: `return { pool: { ...pool, standIn: 'none' }, commands: [{ kind: 'close-stand-in', pool: pool.name }] };`,
    to: `return { pool: { ...pool, standIn: 'none' }, commands: [] };`,
  },
  {
    name: 'fails a roll for the death of an old worker',
    file: 'reduce-roll.ts',
    from: `if (death.generation !== roll.candidate) continue;`,
    to: ``,
  },
  {
    name: 'restarts by ending the worker before its twin serves',
    file: 'ask-seats.ts',
    from: `if (mayServe(worker)) return [{ ...worker, isUnfit: true }];`,
    to: ``,
  },
  {
    name: 'never looks again at a worker that starts',
    file: 'next-wake.ts',
    from: `if (worker.policy.ready !== 'alive' || worker.spawnedAt === null) return [worker.readyBy];`,
    to: `return [];`,
  },
  {
    name: 'cuts idle connections of a worker that is replaced',
    file: 'tell-app.ts',
    from: `const mode = because === 'stopped' ? 'close-idle' : 'wait-for-peers';`,
    to: `const mode = 'close-idle';`,
  },
  {
    name: 'starts a whole new generation where there is room for one worker',
    file: 'reduce-pool.ts',
    from: `this.replacementsUnderWay() < this.wish.overlap`,
    to: `true`,
  },
  {
    name: 'leaves connections waiting for ever when nobody serves',
    file: 'stand-in.ts',
    from: `if (dueAt !== null && at >= dueAt && address) {`,
    to: `if (dueAt !== null && at >= dueAt + 3_600_000 && address) {`,
  },
  {
    name: 'takes the stand-in of the daemon before for gone',
    file: 'resume.ts',
    from: `const standIn = mayHaveStandIn ? ('unsure' as const) : ('none' as const);`,
    to: `const standIn = mayHaveStandIn ? ('none' as const) : ('none' as const);`,
  },
  {
    name: 'tells a worker to drain once, whether it hears or not',
    file: 'worker-table.ts',
    from: `stay(w.step === 'quiescing' ? { ...w, told: false, since: e.at, until: e.at + w.until - w.since } : w),`,
    to: `stay(e.at < 0 ? { ...w, told: false } : w),`,
  },
  {
    name: 'tells a worker to serve once, whether it hears or not',
    file: 'worker-table.ts',
    from: `return stay(e.at >= w.since + SERVE_AGAIN_MS ? { ...w, since: e.at, told: false } : w);`,
    to: `return stay(e.at >= w.since + SERVE_AGAIN_MS ? { ...w, since: e.at } : w);`,
  },
  {
    name: 'rests for minutes',
    file: 'restart-policy.ts',
    from: `export const REST_MAX_MS = 30_000;`,
    to: `export const REST_MAX_MS = 300_000;`,
  },
  {
    name: 'fills a seat again only when something else happens',
    file: 'next-wake.ts',
    from: `    case 'draining':
    case 'waiting':
      return [worker.until];`,
    to: `    case 'draining':
      return [worker.until];
    case 'waiting':
      return [worker.until + 5000];`,
  },
];
