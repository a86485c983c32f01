// Decides how many connections a busy worker lets go, so that their peers come back to one that has time for them.
// Kept-alive connections stay where they were accepted: without this a new or unlucky worker may starve for as long as they live.

export interface WorkerLoad {
  /** Share of the time its event loop was busy, 0 to 1. */
  loopBusy: number;
  connections: number;
}

/** Below this a worker answers at once whatever it holds: nothing is to be gained. */
const BUSY_FROM = 0.5;
/** Of two workers that differ by less, neither starves. */
const GAP_FROM = 0.3;

/** 0 for a worker that is not clearly busier than another of its pool. Half of its surplus, so that nothing swings to and fro. */
export function chooseShedding(worker: WorkerLoad, others: WorkerLoad[]): number {
  if (worker.loopBusy < BUSY_FROM || others.length === 0) return 0;
  const least = Math.min(...others.map(({ loopBusy }) => loopBusy));
  if (worker.loopBusy - least < GAP_FROM) return 0;
  const mean = (worker.loopBusy + others.reduce((sum, { loopBusy }) => sum + loopBusy, 0)) / (others.length + 1);
  return Math.ceil((worker.connections * (worker.loopBusy - mean)) / worker.loopBusy / 2);
}
