// Finds applications that nginx passes requests to and that were stopped by command: nothing starts what a person stopped.
import type { FactId, Facts, Finding, Rule } from '../../model.ts';
import { type Kept, keptOf } from '../../join/kept.ts';
import { evidenceOf, messagesOf, newestFirst } from '../../join/messages.ts';
import { isAskedByNginx, isLooping } from '../../join/missed.ts';

export const rule: Rule<'processes' | 'nginx.config'> = {
  id: 'somebody-stopped-it',
  role: 'cause',
  title: 'An application was stopped by command, and nobody has started it again',
  needs: ['processes', 'nginx.config'],
  judge: (facts) =>
    keptOf(facts).flatMap((kept): Finding[] => {
      const stopped = howStopped(facts, kept);
      if (stopped === null || !isAskedByNginx(facts, kept)) return [];
      const messages = newestFirst(
        messagesOf(facts, ['systemd-stopping', 'pm2-stopping'], (message) => message.about.includes(kept.key)),
      );
      return [
        {
          rule: 'somebody-stopped-it',
          role: 'cause',
          about: [kept.key],
          says: `${kept.name} was stopped by command${kept.downSince ? ` at ${kept.downSince.slice(11, 16)} UTC` : ''} and not started again; nginx still passes requests to it.`,
          began: kept.downSince,
          holdsNow: true,
          strength: messages.length > 0 || kept.kind !== 'unit' ? 'proof' : 'strong',
          evidence: [{ source: kept.key, text: stopped }, ...messages.slice(0, 1).map(evidenceOf)],
          against: [],
          data: { keeper: kept.key },
          remedy: {
            says: 'Start it, unless it was stopped for a reason that still holds.',
            commands: kept.commands.start,
            fix: 'start-what-was-stopped',
          },
        },
      ];
    }),
};

/** In its tool's words; null when it was not stopped, or did not say so. */
function howStopped(facts: Facts<FactId>, kept: Kept): string | null {
  const { kind, name, key, isUp } = kept;
  // PM2 shows one that it is about to start again as stopped.
  if (isUp !== false || isLooping(facts, kept)) return null;
  if (kind === 'unit') {
    const unit = facts.find('systemd.units')?.find((one) => one.name === name);
    const hasRun = unit?.activeSince != null && unit.activeState === 'inactive' && unit.result === 'success';
    if (!unit || !hasRun) return null;
    // One that ends by itself with status 0 looks alike; systemd's own line tells them apart, as does the signal.
    const bySignal = unit.exitCode === 'killed' && unit.exitStatus === 15;
    const wasTold = messagesOf(facts, ['systemd-stopping'], (message) => message.about.includes(key)).length > 0;
    return bySignal || wasTold
      ? `inactive (${unit.subState}) since ${unit.inactiveSince ?? '?'}, Result=success, ${unit.exitCode ?? ''} ${unit.exitStatus ?? ''}`.trim()
      : null;
  }
  if (kind === 'program') {
    const program = facts.find('supervisor.programs')?.programs.find((one) => one.name === name);
    // Never started since Supervisor began: that is autostart=false, and meant.
    return program?.state === 'STOPPED' && program.startedAt !== null ? 'STOPPED: supervisorctl stop' : null;
  }
  if (kind === 'pm2') {
    const apps =
      facts
        .find('pm2.daemons')
        ?.flatMap((daemon) => daemon.apps.filter((app) => `pm2:${daemon.user}/${app.name}` === key)) ?? [];
    return apps.length > 0 && apps.every(({ status }) => status === 'stopped') ? 'stopped: pm2 stop' : null;
  }
  if (kind === 'panel') {
    const project = facts.find('aapanel.projects')?.find((one) => one.name === name);
    return project?.isPowerOn === false ? 'stopped in the panel, which no longer watches it' : null;
  }
  return null;
}
