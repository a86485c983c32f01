// Ends the leftover process that holds a port, and starts the one that should have it.
import { failed, ok } from '../../../std/result.ts';
import type { Fix } from '../model.ts';
import { keeperNamed, startSteps } from '../steps.ts';

const END_WAIT_MS = 10_000;

export const endOrphanProcess: Fix = {
  id: 'end-orphan-process',
  plan: ({ data }, facts) => {
    const [pid, start] = [Number(data['pid']), Number(data['start'])];
    const process = facts.find('processes')?.find((one) => one.pid === pid && one.start === start);
    const kept = keeperNamed(facts, String(data['keeper']));
    if (!process) return failed('the process has ended meanwhile');
    if (!kept) return failed('who should have the port is not known well enough to start it');
    const named = process.argv.slice(0, 3).join(' ');
    return ok({
      schema: 1,
      title: `Free port ${data['port']} of the leftover process ${pid} and start ${kept.name}`,
      risk: 'disruptive',
      steps: [
        {
          says: `End pid ${pid} (${named})`,
          action: { kind: 'end-process', process: { pid, start }, signal: 'SIGTERM', waitMs: END_WAIT_MS, named },
        },
        ...startSteps(facts, kept),
      ],
      notes: ['Requests that the leftover process has in hand end with it.'],
    });
  },
};
