// Moves a pid file that names a dead or foreign process out of the way, and starts what went by it.
import { failed, ok } from '../../../std/result.ts';
import type { Fix } from '../model.ts';
import { keeperNamed, startSteps } from '../steps.ts';

export const removeStalePidFile: Fix = {
  id: 'remove-stale-pid-file',
  plan: ({ data }, facts, machine) => {
    const path = String(data['path']);
    if (!machine.exists(path)) return failed(`${path} is gone by now`);
    const kept = keeperNamed(facts, String(data['keeper']));
    return ok({
      schema: 1,
      title: `Move the stale pid file ${path} out of the way`,
      risk: 'safe',
      steps: [
        { says: `Keep ${path} aside`, action: { kind: 'move-aside', path } },
        ...(kept ? startSteps(facts, kept) : []),
      ],
      notes: [],
    });
  },
};
