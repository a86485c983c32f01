// Finds units that systemd refuses to start because of what their files say.
import { keptOf } from '../../join/kept.ts';
import { makeFinding } from '../../join/make-finding.ts';
import type { Finding, Rule } from '../../model.ts';

const ID = 'unit-file-is-broken';

export const rule: Rule<'systemd.units'> = {
  id: ID,
  role: 'cause',
  title: 'systemd refuses a unit for what its file says',
  needs: ['systemd.units'],
  judge: (facts) => {
    const kept = keptOf(facts);
    return facts.get('systemd.units').flatMap((unit): Finding[] => {
      const isRefusedNow = unit.loadState === 'bad-setting' || unit.loadState === 'error';
      const why =
        unit.refusedFor ??
        unit.unknownDirectives.find((text) => /Neither a valid|Failed to parse|Invalid/.test(text)) ??
        null;
      // What packages bring and other programs write is not what keeps an application from starting.
      const isOurs =
        unit.files[0]?.startsWith('/etc/systemd/system/') === true ||
        kept.some(({ key }) => key === `unit:${unit.name}`);
      if (!isOurs || (!isRefusedNow && unit.refusedFor === null)) return [];
      const isUp = unit.activeState === 'active' || kept.find(({ key }) => key === `unit:${unit.name}`)?.isUp === true;
      return [
        makeFinding(ID, isUp ? 'smell' : 'cause', {
          about: [`unit:${unit.name}`, ...unit.files.slice(0, 1).map((file) => `file:${file}` as const)],
          says: `systemd refuses ${unit.name}${
            why === null
              ? ' for what its file says'
              : `: ${why
                  .replace(/^\S+:\d+: /, '')
                  .replace(/[,.]?\s*Refusing\.?$/i, '')
                  .replace(/\.$/, '')}`
          }${isUp ? '. It runs as it was started, and will not start again' : ''}.`,
          began: unit.changedAt,
          evidence: [
            {
              source: 'systemd-analyze verify',
              text: why ?? `LoadState=${unit.loadState}`,
              ...(unit.places['ExecStart'] ?? (unit.files[0] ? { file: unit.files[0] } : {})),
            },
          ],
          data: { unit: unit.name, loadState: unit.loadState },
          remedy: {
            says: 'Mend the file, check it, and have systemd read it.',
            commands: [
              `systemd-analyze verify ${unit.files[0] ?? unit.name}`,
              'systemctl daemon-reload',
              `systemctl restart ${unit.name}`,
            ],
          },
        }),
      ];
    });
  },
};
