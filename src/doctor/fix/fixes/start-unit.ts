// Starts a unit that applications need and that is down.
import { failed, ok } from '../../../std/result.ts';
import type { Fix } from '../model.ts';
import { run } from '../steps.ts';

export const startUnit: Fix = {
  id: 'start-unit',
  plan: ({ data }) => {
    const { unit } = data;
    if (typeof unit !== 'string') return failed('which unit runs it is not known');
    return ok({
      schema: 1,
      title: `Start ${unit}`,
      risk: 'safe',
      steps: [run(`Start ${unit}`, ['systemctl', 'start', unit], { undo: ['systemctl', 'stop', unit] })],
      notes: [],
    });
  },
};
