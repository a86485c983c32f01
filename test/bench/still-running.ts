// Remembers what a bench has started, so that a bench that fails or is interrupted leaves nothing running.

interface Running {
  end: () => Promise<void>;
}

const running = new Set<Running>();

export const nowRuns = (one: Running): Set<Running> => running.add(one);
export const hasEnded = (one: Running): boolean => running.delete(one);

export async function endAll(): Promise<void> {
  for (const one of running) await one.end().catch(() => null);
}
