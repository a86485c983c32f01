// Finds an nginx that has no connection left to give: worker_connections is used up, by WebSockets or by workers that can't leave.
import {
  countOf,
  evidenceOf,
  firstOf,
  isWithin,
  lastOf,
  messagesOf,
  MINUTE_MS,
  newestFirst,
  times,
} from '../../join/messages.ts';
import { siteName } from '../../join/passed-targets.ts';
import type { EntityKey, Rule } from '../../model.ts';

const RECENT_MS = 30 * MINUTE_MS;

export const rule: Rule<'nginx.config' | 'messages'> = {
  id: 'nginx-connections-exhausted',
  role: 'cause',
  title: 'nginx has used up its worker_connections',
  needs: ['nginx.config', 'messages'],
  judge: (facts) => {
    const messages = newestFirst(messagesOf(facts, ['nginx-connections-exhausted']));
    const { workerConnections, servers, main } = facts.get('nginx.config');
    const nginx = facts.find('nginx.process');
    const last = lastOf(messages);
    if (messages.length === 0) return [];
    const limit = Number(messages[0]?.data['limit'] ?? workerConnections ?? 512);
    const isRaised = workerConnections !== null && workerConnections > limit;
    const leaving = nginx?.shuttingDown ?? 0;
    const sites = [...new Set(servers.map(siteName))];
    return [
      {
        rule: 'nginx-connections-exhausted',
        role: 'cause',
        about: ['unit:nginx.service', ...sites.map((site): EntityKey => `site:${site}`), `file:${main}`],
        says: `nginx ran out of its ${limit} connections a worker ${times(countOf(messages))}${leaving > 0 ? `, with ${leaving} old workers that still hold theirs` : ''}: new visitors wait or are turned away.`,
        began: firstOf(messages),
        holdsNow: isWithin(last, facts.takenAt, RECENT_MS) && !isRaised,
        strength: 'proof',
        evidence: [
          ...messages.slice(0, 2).map(evidenceOf),
          {
            source: 'nginx configuration',
            text: `worker_connections ${workerConnections ?? 'is not set (512)'}; each proxied request takes two`,
            file: main,
          },
          ...(leaving > 0
            ? [
                {
                  source: 'processes',
                  text: `${leaving} workers "shutting down" since a reload, kept by open connections`,
                },
              ]
            : []),
        ],
        against: [],
        data: { limit, count: countOf(messages), leaving, openFilesMax: nginx?.openFilesMax ?? null },
        remedy: {
          says: 'Raise worker_connections (WebSockets hold two each, for as long as they last) and worker_rlimit_nofile to at least twice that.',
          commands: [
            `# in events of ${main}: worker_connections ${Math.max(4096, limit * 4)}; and at the top: worker_rlimit_nofile ${Math.max(8192, limit * 8)};`,
            'nginx -t && systemctl reload nginx',
          ],
          fix: 'raise-nginx-connections',
        },
      },
    ];
  },
};
