// Finds applications that run now, or ran before the last boot, and that nothing starts when the machine boots.
import type { UnitFact } from '../../facts/supervision-facts.ts';
import { keptOf, pm2As } from '../../join/kept.ts';
import { makeFinding, told } from '../../join/make-finding.ts';
import { isAskedByNginx, isLeftOver } from '../../join/missed.ts';
import type { FactId, Facts, Finding, Rule } from '../../model.ts';

const ID = 'nothing-starts-it-at-boot';

export const rule: Rule<'processes'> = {
  id: ID,
  role: 'cause',
  title: 'Nothing starts an application when the machine boots',
  needs: ['processes'],
  judge: (facts) => [...units(facts), ...programs(facts), ...daemons(facts)],
};

function units(facts: Facts<FactId>): Finding[] {
  return keptOf(facts).flatMap((kept) => {
    const unit = kept.kind === 'unit' ? facts.find('systemd.units')?.find(({ name }) => name === kept.name) : undefined;
    if (
      !unit ||
      unit.isEnabled !== false ||
      unit.type === 'oneshot' ||
      unit.loadState !== 'loaded' ||
      isStartedByOther(unit) ||
      isLeftOver(facts, kept)
    )
      return [];
    const wasNeverUp = unit.activeState === 'inactive' && unit.activeSince === null;
    const isMissing = wasNeverUp && isAskedByNginx(facts, kept);
    if (!isMissing && unit.activeState !== 'active') return [];
    return [
      makeFinding(ID, isMissing ? 'cause' : 'smell', {
        about: [kept.key],
        says: isMissing
          ? `${kept.name} has not been started since the machine booted: it is not enabled, and nginx passes requests to it.`
          : `${kept.name} runs, and will not after the next boot: it is not enabled.`,
        began: isMissing ? (facts.find('host.identity')?.bootedAt ?? null) : null,
        strength: isMissing ? 'strong' : 'proof',
        evidence: [
          told('systemctl show', `${unit.name}: UnitFileState=disabled, ${unit.activeState} (${unit.subState})`),
        ],
        data: { keeper: kept.key },
        remedy: { says: 'Enable it.', commands: [`systemctl enable --now ${unit.name}`], fix: 'enable-at-boot' },
      }),
    ];
  });
}

/** A timer, a socket or another unit may start what isn't enabled itself. */
const isStartedByOther = ({ files }: UnitFact): boolean =>
  !files.some((file) => file.startsWith('/etc/systemd/system/'));

function programs(facts: Facts<FactId>): Finding[] {
  return keptOf(facts).flatMap((kept) => {
    const program =
      kept.kind === 'program'
        ? facts.find('supervisor.programs')?.programs.find(({ name }) => name === kept.name)
        : undefined;
    const isOff = /^(false|no|off|0)$/i.test(program?.configured?.['autostart'] ?? '');
    if (!program || !isOff || program.state !== 'STOPPED' || program.startedAt !== null || !isAskedByNginx(facts, kept))
      return [];
    return [
      makeFinding(ID, 'cause', {
        about: [kept.key],
        says: `${kept.name} has not been started since Supervisor began: its file says autostart=${program.configured?.['autostart']}, and nginx passes requests to it.`,
        strength: 'strong',
        evidence: [
          {
            source: 'supervisor files',
            text: `autostart=${program.configured?.['autostart']}`,
            ...(program.place ? { file: program.place.file, line: program.place.line } : {}),
          },
        ],
        data: { keeper: kept.key },
        remedy: {
          says: 'Set autostart=true and apply it.',
          commands: ['supervisorctl reread', 'supervisorctl update', ...kept.commands.start],
        },
      }),
    ];
  });
}

function daemons(facts: Facts<FactId>): Finding[] {
  const bootedAt = facts.find('host.identity')?.bootedAt ?? null;
  return (facts.find('pm2.daemons') ?? []).flatMap((daemon): Finding[] => {
    const as = pm2As(daemon.user, daemon.home);
    const names = [...new Set(daemon.apps.map(({ name }) => name))];
    const about = [`user:${daemon.user}` as const, ...names.map((name) => `pm2:${daemon.user}/${name}` as const)];
    const isGone = daemon.daemonPid === null && daemon.problem === null && daemon.dumped.length > 0;
    if (isGone && daemon.hasStartup === false && bootedAt !== null && (daemon.dumpedAt ?? '') < bootedAt) {
      return [
        makeFinding(ID, 'cause', {
          about: [...about, ...daemon.dumped.map((name) => `pm2:${daemon.user}/${name}` as const)],
          says: `PM2 of ${daemon.user} kept ${daemon.dumped.join(', ')} before the machine booted; nothing starts it at boot.`,
          began: bootedAt,
          strength: 'strong',
          evidence: [
            told(`${daemon.home}/dump.pm2`, `saved ${daemon.dumpedAt}; the machine booted ${bootedAt}; no daemon runs`),
          ],
          data: { home: daemon.home, user: daemon.user },
          remedy: {
            says: 'Bring its list back, and have it started at boot.',
            commands: [
              `${as} resurrect`,
              `pm2 startup systemd -u ${daemon.user} --hp ${daemon.home.replace(/\/\.pm2$/, '')}`,
              `${as} save`,
            ],
            fix: 'enable-at-boot',
          },
        }),
      ];
    }
    const running = names.filter(
      (name) => !name.startsWith('pm2-') && daemon.apps.some((app) => app.name === name && app.status === 'online'),
    );
    const unsaved = running.filter((name) => !daemon.dumped.includes(name));
    if (running.length === 0 || daemon.hasStartup === null || (daemon.hasStartup && unsaved.length === 0)) return [];
    const says = daemon.hasStartup
      ? `PM2 of ${daemon.user} is started at boot, and will not bring back ${unsaved.join(', ')}: its list was not saved since.`
      : `PM2 of ${daemon.user} runs ${running.join(', ')}; nothing starts it at the next boot.`;
    return [
      makeFinding(ID, 'smell', {
        about,
        says,
        evidence: [
          told(
            daemon.home,
            `${daemon.startup ?? 'no unit and no line of cron'}; saved: ${daemon.dumped.join(', ') || 'nothing'}`,
          ),
        ],
        data: { home: daemon.home, user: daemon.user },
        remedy: {
          says: 'Save the list, and have PM2 started at boot.',
          commands: [
            ...(daemon.hasStartup
              ? []
              : [`pm2 startup systemd -u ${daemon.user} --hp ${daemon.home.replace(/\/\.pm2$/, '')}`]),
            `${as} save`,
          ],
          fix: 'enable-at-boot',
        },
      }),
    ];
  });
}
