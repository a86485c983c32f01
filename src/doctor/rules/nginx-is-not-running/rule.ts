// Finds an nginx that has sites to serve and does not run. Why it ended or would not start is for others to say, unless a
// person stopped it.
import { evidenceOf, messagesOf, newestFirst } from '../../join/messages.ts';
import { isSwitchedOff, nginxUnit } from '../../join/nginx-duty.ts';
import { siteName } from '../../join/passed-targets.ts';
import type { EntityKey, Rule } from '../../model.ts';

export const rule: Rule<'nginx.config' | 'nginx.process'> = {
  id: 'nginx-is-not-running',
  role: 'mechanism',
  title: 'nginx is not running',
  needs: ['nginx.config', 'nginx.process'],
  judge: (facts) => {
    const config = facts.get('nginx.config');
    if (facts.get('nginx.process').isRunning || config.servers.length === 0) return [];
    if (isSwitchedOff(facts)) return [];
    const unit = nginxUnit(facts);
    const wasStopped = unit?.activeState === 'inactive' && unit.result === 'success' && unit.inactiveSince !== null;
    const names = [...new Set(config.servers.map(siteName))].filter((name) => name !== '_');
    const ports = [
      ...new Set(
        config.servers.flatMap(({ listens }) =>
          listens.filter(({ port }) => port !== 0).map(({ port }): EntityKey => `port:${port}`),
        ),
      ),
    ];
    const messages = newestFirst(
      messagesOf(facts, ['nginx-bind-refused', 'nginx-config-broken', 'nginx-certificate-unreadable']),
    );
    const state = unit
      ? `${unit.name} is ${unit.activeState} (${unit.result}${unit.ended && unit.activeState === 'failed' ? `, ${unit.ended}` : ''})`
      : 'no master process of nginx runs';
    return [
      {
        rule: 'nginx-is-not-running',
        role: wasStopped ? 'cause' : 'mechanism',
        about: ['unit:nginx.service', ...ports, ...names.map((name): EntityKey => `site:${name}`)],
        says: `nginx does not run, so nobody serves ${names.length > 0 ? names.slice(0, 3).join(', ') : 'its sites'}: ${wasStopped ? `it was stopped${unit.inactiveSince ? ` at ${unit.inactiveSince.slice(0, 16).replace('T', ' ')} UTC` : ''}` : state}.`,
        began: unit?.inactiveSince ?? null,
        holdsNow: true,
        strength: 'proof',
        evidence: [
          { source: unit ? 'systemctl show' : 'processes', text: state },
          ...messages.slice(0, 1).map(evidenceOf),
        ],
        against: [],
        data: { unit: unit?.name ?? null, wasStopped },
        remedy: {
          says: wasStopped ? 'Start it.' : 'Mend what keeps it from starting, then start it.',
          commands: ['nginx -t', `systemctl start ${unit?.name ?? 'nginx'}`],
          fix: wasStopped ? 'start-nginx' : null,
        },
      },
    ];
  },
};
