// Finds units whose files were changed while systemd still goes by the old ones.
import { keptOf } from '../../join/kept.ts';
import { makeFinding } from '../../join/make-finding.ts';
import { isIll } from '../../join/missed.ts';
import type { Rule } from '../../model.ts';

const ID = 'unit-file-changed-not-reloaded';
const COMPANION = /^(?:nginx|php|postgres|mysql|mariadb|redis|supervisor|pm2|docker)/;

export const rule: Rule<'systemd.units'> = {
  id: ID,
  role: 'cause',
  title: 'A unit file was changed, and systemd was not told',
  needs: ['systemd.units'],
  judge: (facts) => {
    const kept = keptOf(facts);
    return facts
      .get('systemd.units')
      .filter(
        ({ needsDaemonReload, files, name }) =>
          needsDaemonReload && (files.some((file) => file.startsWith('/etc/')) || COMPANION.test(name)),
      )
      .map((unit) => {
        const keeper = kept.find(({ key }) => key === `unit:${unit.name}`);
        const isIllNow = keeper !== undefined && unit.differsOnDisk.length > 0 && isIll(facts, keeper);
        const what = unit.differsOnDisk.length > 0 ? ` in ${unit.differsOnDisk.join(', ')}` : '';
        return makeFinding(ID, isIllNow ? 'cause' : 'smell', {
          about: [`unit:${unit.name}`, ...unit.files.slice(0, 1).map((file) => `file:${file}` as const)],
          says: `The file of ${unit.name} was changed${what}${unit.changedAt ? ` at ${unit.changedAt.slice(0, 16).replace('T', ' ')} UTC` : ''}; systemd still goes by what it read before.`,
          began: unit.changedAt,
          strength: 'proof',
          evidence: [
            {
              source: 'systemctl show',
              text: `${unit.name}: NeedDaemonReload=yes`,
              ...(unit.files[0] ? { file: unit.files[0] } : {}),
            },
          ],
          data: { unit: unit.name, differs: unit.differsOnDisk.join(' ') },
          remedy: {
            says: 'Have systemd read it, then restart the unit: a restart alone takes the old words.',
            commands: ['systemctl daemon-reload', `systemctl restart ${unit.name}`],
            fix: 'reload-systemd-and-restart',
          },
        });
      });
  },
};
