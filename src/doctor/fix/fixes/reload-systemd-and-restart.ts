// Has systemd read a changed unit file and start the unit by it.
import { ok } from '../../../std/result.ts';
import type { Fix } from '../model.ts';
import { run } from '../steps.ts';

export const reloadSystemdAndRestart: Fix = {
  id: 'reload-systemd-and-restart',
  plan: ({ data }) => {
    const unit = String(data['unit']);
    return ok({
      schema: 1,
      title: `Have systemd read the file of ${unit} and start it anew`,
      risk: 'disruptive',
      steps: [
        run('Read the unit files', ['systemctl', 'daemon-reload'], {
          whyNoUndo: 'systemd does not keep the file before',
        }),
        run(`Start ${unit} anew`, ['systemctl', 'restart', unit]),
      ],
      notes: [],
    });
  },
};
