// What must hold of an app after every step, whatever happened. Each broken rule is one sentence; none means sound.
// A look at our own notes only: whether the world agrees is judged by test/simulate.
import type { App, Generation, Pool, Worker } from './model.ts';

export function checkApp(app: App): string[] {
  return [
    ...checkIds(app),
    ...checkRoll(app),
    ...app.pools.flatMap((pool) => checkPool(app, pool)),
    ...checkSockets(app),
  ];
}

function checkIds(app: App): string[] {
  const broken: string[] = [];
  const seen = new Set<string>();
  for (const pool of app.pools) {
    for (const { id, seat } of pool.workers) {
      if (seen.has(id)) broken.push(`two workers are called ${id}`);
      seen.add(id);
      const number = Number(id.slice(id.lastIndexOf('#') + 1));
      if (!id.startsWith(`${pool.name}.${seat}#`)) broken.push(`${id} is in seat ${seat} of ${pool.name}`);
      if (!(number >= 1 && number <= app.workersEver)) broken.push(`${id} has a number that was never given`);
    }
  }
  const names = new Set(app.pools.map((pool) => pool.name));
  return names.size === app.pools.length ? broken : [...broken, 'two pools have one name'];
}

function checkRoll({ generation, roll, waitingRoll, pools }: App): string[] {
  if (!roll) {
    const isRestoring = pools.some((pool) =>
      pool.workers.some((one) => one.generation > generation && one.state !== 'draining'),
    );
    return waitingRoll && !isRestoring ? [`generation ${waitingRoll.candidate} waits for nothing`] : [];
  }
  const broken: string[] = [];
  const expected = roll.phase === 'settling' ? roll.candidate : roll.previous;
  if (generation !== expected)
    broken.push(`generation ${generation} is committed while ${roll.candidate} is ${roll.phase}`);
  if ((roll.phase === 'settling') !== (roll.committedAt !== null))
    broken.push(`the commit of ${roll.candidate} has no instant, or has one too soon`);
  return broken;
}

function checkPool(app: App, pool: Pool): string[] {
  const broken = pool.workers.flatMap((worker) => checkWorker(app, pool, worker));
  const isKnown = pool.policy !== null || app.roll?.policies[pool.name] !== undefined;
  if (!isKnown && pool.workers.some((worker) => worker.state !== 'draining'))
    broken.push(`nobody asked for pool ${pool.name}, and it runs`);
  if (pool.workers.length === 0 && pool.policy === null && !isKnown)
    broken.push(`nobody asked for pool ${pool.name}, and it is kept`);
  if (pool.standIn === 'unsure') broken.push(`${pool.name} was left unsure of its stand-in`);
  if (pool.standIn === 'asked' && pool.workers.some((worker) => worker.state === 'serving'))
    broken.push(`${pool.name} serves beside its stand-in`);
  const serves = pool.workers.some((worker) => worker.state === 'serving');
  if (serves && (pool.unservedSince !== null || !pool.everServed))
    broken.push(`${pool.name} serves and is called unserved`);
  return [...broken, ...checkSeats(pool)];
}

function checkSeats(pool: Pool): string[] {
  const fit = pool.workers.filter((worker) => !worker.isUnfit && worker.state !== 'draining');
  const places = fit.map((worker) => `${pool.name}.${worker.seat} of generation ${worker.generation}`);
  const broken = places
    .filter((place, index) => places.indexOf(place) !== index)
    .map((place) => `two workers fill ${place}`);
  const schedulers = pool.workers.filter((worker) => worker.policy.kind === 'scheduler');
  return schedulers.length > 1 ? [...broken, `${pool.name} has ${schedulers.length} schedulers`] : broken;
}

function checkWorker(app: App, pool: Pool, worker: Worker): string[] {
  const broken: string[] = [];
  const { id, generation, state } = worker;
  const isTold = state === 'standby' ? worker.told === (worker.serveBy !== null) : worker.told;
  if (!isTold) broken.push(`${id} was left ${state} without being told`);
  if (state === 'draining') return broken;
  if (pool.isStopped || pool.stoppedSeats.includes(worker.seat)) broken.push(`${id} is ${state} in a stopped seat`);
  if (state === 'serving' || (state === 'standby' && worker.serveBy !== null)) return broken;
  if (!mayStart(app).includes(generation))
    broken.push(`${id} is ${state} for generation ${generation}, which nobody wants`);
  if (state === 'waiting' && generation !== app.generation)
    broken.push(`${id} rests for a generation that is not committed`);
  return broken;
}

/** Who serves of another generation stays until replaced; whoever does not serve must be of one of these. */
const mayStart = (app: App): Generation[] => (app.roll ? [app.generation, app.roll.candidate] : [app.generation]);

/** A worker is started only with open sockets, and no socket is forgotten before whoever holds it has gone. */
function checkSockets(app: App): string[] {
  const broken: string[] = [];
  for (const [key, socket] of Object.entries(app.sockets)) {
    if (socket.state === 'opening' && !socket.told) broken.push(`${key} is to be opened and nobody was told`);
  }
  for (const pool of app.pools) {
    for (const { id, state, sockets } of pool.workers) {
      if (state === 'waiting') continue;
      for (const key of sockets) if (!app.sockets[key]) broken.push(`${id} holds ${key}, which was closed`);
    }
  }
  return broken;
}
