// Finds managers that are not running themselves, with all their programs.
import { makeFinding, told } from '../../join/make-finding.ts';
import type { EntityKey, FactId, Facts, Finding, Rule } from '../../model.ts';

const ID = 'keeper-daemon-is-down';

export const rule: Rule<'processes'> = {
  id: ID,
  role: 'mechanism',
  title: 'The process manager itself is not running',
  needs: ['processes'],
  judge: (facts) => [...supervisor(facts), ...pm2(facts)],
};

function supervisor(facts: Facts<FactId>): Finding[] {
  const fact = facts.find('supervisor.programs');
  const down = fact?.programs.filter(({ state }) => state === 'DAEMON-DOWN') ?? [];
  if (!fact || fact.daemonPid !== null || down.length === 0) return [];
  const unit = facts.find('systemd.units')?.find(({ name }) => /^supervisord?\.service$/.test(name));
  const name = unit?.name ?? 'supervisor.service';
  const wasStopped = unit?.activeState === 'inactive' && unit.result === 'success';
  return [
    makeFinding(ID, wasStopped ? 'cause' : 'mechanism', {
      about: [...down.map((program): EntityKey => `program:${program.name}`), `unit:${name}`],
      says: `supervisord is not running${wasStopped ? ': it was stopped' : ''}, and ${down.length === 1 ? down[0]?.name : `all ${down.length} of its programs`} with it.`,
      began: unit?.inactiveSince ?? null,
      evidence: [
        told('systemctl show', unit ? `${unit.name}: ${unit.activeState} (${unit.result})` : 'no process supervisord'),
        told('supervisor files', `${down.map((one) => one.name).join(', ')} are to run`),
      ],
      data: { unit: unit?.name ?? null, programs: down.length },
      remedy: {
        says: 'See why it ended, then start it.',
        commands: [`systemctl status ${name}`, `journalctl -u ${name} -n 30 --no-pager`, `systemctl start ${name}`],
        fix: wasStopped ? 'start-keeper-daemon' : null,
      },
    }),
  ];
}

function pm2(facts: Facts<FactId>): Finding[] {
  return (facts.find('pm2.daemons') ?? []).flatMap((daemon): Finding[] => {
    const unit = facts.find('systemd.units')?.find(({ name }) => name === daemon.startup);
    const isWanted = daemon.dumped.length > 0 && unit?.isEnabled === true;
    if (daemon.daemonPid !== null || daemon.problem !== null || !isWanted) return [];
    return [
      makeFinding(ID, 'mechanism', {
        about: [`unit:${unit.name}`, ...daemon.dumped.map((name): EntityKey => `pm2:${daemon.user}/${name}`)],
        says: `PM2's daemon of ${daemon.user} is not running, and ${daemon.dumped.join(', ')} with it.`,
        began: unit.inactiveSince,
        evidence: [
          told('systemctl show', `${unit.name}: ${unit.activeState} (${unit.result})`),
          told(`${daemon.home}/dump.pm2`, `${daemon.dumped.join(', ')} are to run`),
        ],
        data: { home: daemon.home, unit: unit.name },
        remedy: {
          says: 'See why it ended, then start it.',
          commands: [`systemctl status ${unit.name}`, `systemctl restart ${unit.name}`],
          fix: 'start-keeper-daemon',
        },
      }),
    ];
  });
}
