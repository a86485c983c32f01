// Has nginx load the configuration that is on disk.
import { ok } from '../../../std/result.ts';
import type { Fix } from '../model.ts';
import { run } from '../steps.ts';

export const reloadNginx: Fix = {
  id: 'reload-nginx',
  plan: () =>
    ok({
      schema: 1,
      title: 'Load the configuration of nginx that is on disk',
      risk: 'safe',
      steps: [
        run('Test the configuration', ['nginx', '-t'], { whyNoUndo: 'it changes nothing' }),
        run('Load it', ['nginx', '-s', 'reload'], {
          whyNoUndo: 'nginx does not keep the one before; put the old file back to return to it',
        }),
      ],
      notes: [],
    }),
};
