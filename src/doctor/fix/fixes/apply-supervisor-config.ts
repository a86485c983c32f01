// Has Supervisor run what its files say: `update`, because `restart` and `reread` change nothing.
import { failed, ok } from '../../../std/result.ts';
import type { Fix } from '../model.ts';
import { run } from '../steps.ts';

export const applySupervisorConfig: Fix = {
  id: 'apply-supervisor-config',
  plan: ({ data }, facts) => {
    const program = facts.find('supervisor.programs')?.programs.find((one) => one.name === data['program']);
    if (!program) return failed('Supervisor does not tell of that program any more');
    return ok({
      schema: 1,
      title: `Have Supervisor run ${program.name} as its file says`,
      risk: 'disruptive',
      steps: [
        run(`Apply the configuration of ${program.group}`, ['supervisorctl', 'update', program.group], {
          whyNoUndo: 'Supervisor does not keep the configuration before; put the old file back and update again',
        }),
      ],
      notes: [`${program.name} is restarted by it.`],
    });
  },
};
