// Finds an nginx that may open no more files: sockets are files, and its limit (nofile) is reached.
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
  id: 'nginx-open-files-exhausted',
  role: 'cause',
  title: 'nginx may open no more files',
  needs: ['nginx.config', 'messages'],
  judge: (facts) => {
    const messages = newestFirst(messagesOf(facts, ['nginx-files-exhausted']));
    const { workerRlimitNofile, workerConnections, servers, main } = facts.get('nginx.config');
    const nginx = facts.find('nginx.process');
    if (messages.length === 0) return [];
    const max = nginx?.openFilesMax ?? workerRlimitNofile;
    const sites = [...new Set(servers.map(siteName))];
    const wanted = Math.max(8192, (workerConnections ?? 512) * 2);
    return [
      {
        rule: 'nginx-open-files-exhausted',
        role: 'cause',
        about: ['unit:nginx.service', ...sites.map((site): EntityKey => `site:${site}`), `file:${main}`],
        says: `nginx could not open sockets or files ${times(countOf(messages))}: its limit is ${max ?? 'not known'} open files a worker.`,
        began: firstOf(messages),
        holdsNow: isWithin(lastOf(messages), facts.takenAt, RECENT_MS) && (max === null || max < wanted),
        strength: 'proof',
        evidence: [
          ...messages.slice(0, 2).map(evidenceOf),
          {
            source: 'processes',
            text: `a worker has ${nginx?.openFiles ?? 'an unknown number of'} files open, and may have ${max ?? 'an unknown number'}`,
          },
          {
            source: 'nginx configuration',
            text: `worker_rlimit_nofile ${workerRlimitNofile ?? 'is not set'}, worker_connections ${workerConnections ?? 512}`,
            file: main,
          },
        ],
        against: [],
        data: { max, openFiles: nginx?.openFiles ?? null, workerConnections, count: countOf(messages) },
        remedy: {
          says: `Raise worker_rlimit_nofile to at least twice worker_connections; under systemd LimitNOFILE= of nginx.service is the upper bound.`,
          commands: [`# at the top of ${main}: worker_rlimit_nofile ${wanted};`, 'nginx -t && systemctl reload nginx'],
          fix: 'raise-nginx-connections',
        },
      },
    ];
  },
};
