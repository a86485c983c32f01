// Lets a unit outlive the end of one of its children for want of memory.
import { ok } from '../../../std/result.ts';
import type { Fix } from '../model.ts';
import { aroundSystemd, run } from '../steps.ts';

export const setOomPolicyContinue: Fix = {
  id: 'set-oom-policy-continue',
  plan: ({ data }, _, machine) => {
    const unit = String(data['unit']);
    const path = `/etc/systemd/system/${unit}.d/oom-policy.conf`;
    return ok({
      schema: 1,
      title: `Let ${unit} go on when one of its children is killed for memory`,
      risk: 'disruptive',
      steps: [
        ...aroundSystemd([
          {
            says: `Write a drop-in for ${unit}`,
            action: {
              kind: 'write-file',
              path,
              before: machine.readText(path),
              after: '[Service]\nOOMPolicy=continue\n',
              mode: 0o644,
            },
          },
        ]),
        run(`Start ${unit} anew`, ['systemctl', 'restart', unit]),
      ],
      notes: [`What ate the memory is not bounded by it: ${String(data['child'])} will be killed again.`],
    });
  },
};
