// Finds keepers that were told to wait long, or to call a start well at once: the loop goes on and looks like health.
import { keptOf } from '../../join/kept.ts';
import { makeFinding, told } from '../../join/make-finding.ts';
import { seriesOf } from '../../join/missed.ts';
import type { FactId, Facts, Finding, Rule } from '../../model.ts';
import type { Kept } from '../../join/kept.ts';

const ID = 'restart-delay-hides-crash-loop';
/** The longest pause that anybody needs between two tries of a program that starts in seconds. */
const PAUSE_LONG_S = 15;

export const rule: Rule<'processes'> = {
  id: ID,
  role: 'smell',
  title: 'A long pause between restarts hides that an application does not stay up',
  needs: ['processes'],
  judge: (facts) =>
    keptOf(facts).flatMap((kept): Finding[] => {
      const hiding = howHidden(facts, kept);
      const series = seriesOf(facts, kept);
      if (hiding === null || (series === null && !kept.isBetweenTries)) return [];
      return [
        makeFinding(ID, 'smell', {
          about: [kept.key],
          says: `${kept.name} does not stay up, and ${hiding.why}: that stretches the failing and ends none of it.`,
          began: series?.firstAt ?? null,
          evidence: [told(kept.key, `${hiding.setting}; ${kept.restarts} restarts so far`)],
          data: { keeper: kept.key, setting: hiding.setting },
          remedy: {
            says: `Mend what ends it; then take ${hiding.setting.split('=')[0]} back, so that the next failure is seen.`,
            commands: kept.commands.look,
          },
        }),
      ];
    }),
};

function howHidden(facts: Facts<FactId>, { kind, name, key }: Kept): { setting: string; why: string } | null {
  if (kind === 'unit') {
    const unit = facts.find('systemd.units')?.find((one) => one.name === name);
    if (!unit || unit.restartSeconds < PAUSE_LONG_S) return null;
    return {
      setting: `RestartSec=${unit.restartSeconds}`,
      why: `systemd waits ${unit.restartSeconds} s between tries, so that its limit of starts is never reached`,
    };
  }
  if (kind === 'program') {
    const program = facts.find('supervisor.programs')?.programs.find((one) => one.name === name);
    return program?.configured?.['startsecs'] === '0'
      ? { setting: 'startsecs=0', why: 'Supervisor calls every start RUNNING at once and never gives up' }
      : null;
  }
  if (kind !== 'pm2') return null;
  const app = facts
    .find('pm2.daemons')
    ?.flatMap((daemon) => daemon.apps.filter((one) => `pm2:${daemon.user}/${one.name}` === key))[0];
  const delayMs = app?.restartDelayMs ?? 0;
  return delayMs >= PAUSE_LONG_S * 1000
    ? { setting: `restart_delay=${delayMs}`, why: `PM2 waits ${delayMs / 1000} s between tries` }
    : null;
}
