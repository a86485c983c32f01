// Has systemd read a changed unit file and start the unit by it.
import { ok } from '../../../std/result.ts';
import type { Fix } from '../model.ts';
import { run } from '../steps.ts';

export const reloadSystemdAndRestart: Fix = {
  id: 'reload-systemd-and-restart',
  plan: ({ data }, facts) => {
    const unit = String(data['unit']);
    const known = facts.find('systemd.units')?.find(({ name }) => name === unit);
    // What nobody runs is not started by the way: it may be switched off for good.
    const isAsleep = known?.activeState === 'inactive' && known.isEnabled !== true;
    return ok({
      schema: 1,
      title: `Have systemd read the file of ${unit}${isAsleep ? '' : ' and start it anew'}`,
      risk: isAsleep ? 'safe' : 'disruptive',
      steps: [
        run('Read the unit files', ['systemctl', 'daemon-reload'], {
          whyNoUndo: 'systemd does not keep the file before',
        }),
        ...(isAsleep ? [] : [run(`Start ${unit} anew`, ['systemctl', 'restart', unit], { mayFail: true })]),
      ],
      notes: [],
    });
  },
};
