// Moves a socket file that nobody listens on out of the way, and starts what wanted to bind there.
import { failed, ok } from '../../../std/result.ts';
import type { Fix } from '../model.ts';
import { keeperNamed, startSteps } from '../steps.ts';

export const removeStaleSocket: Fix = {
  id: 'remove-stale-socket',
  plan: ({ data }, facts) => {
    const path = String(data['path']);
    const isHeld = facts.find('sockets.listening')?.some((one) => one.path === path) ?? true;
    if (isHeld) return failed('somebody listens on it by now');
    const kept = keeperNamed(facts, String(data['keeper']));
    return ok({
      schema: 1,
      title: `Move the stale socket ${path} out of the way`,
      risk: 'safe',
      steps: [
        { says: `Keep ${path} aside`, action: { kind: 'move-aside', path } },
        ...(kept ? startSteps(facts, kept) : []),
      ],
      notes: [],
    });
  },
};
