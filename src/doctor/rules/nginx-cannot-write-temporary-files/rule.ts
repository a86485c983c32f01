// Finds an nginx that may not write its temporary files: small answers pass, larger ones and uploads break off.
import {
  countOf,
  evidenceOf,
  firstOf,
  isWithin,
  lastOf,
  messagesOf,
  MINUTE_MS,
  newestFirst,
} from '../../join/messages.ts';
import type { EntityKey, Rule } from '../../model.ts';

const TEMPORARY = /^(.*\/(?:body|client_body_temp|proxy|proxy_temp|fastcgi|fastcgi_temp))\/\d/;

export const rule: Rule<'nginx.config' | 'messages'> = {
  id: 'nginx-cannot-write-temporary-files',
  role: 'cause',
  title: 'nginx may not write its temporary files',
  needs: ['nginx.config', 'messages'],
  judge: (facts) => {
    const messages = newestFirst(
      messagesOf(facts, ['nginx-permission-denied'], ({ data }) => TEMPORARY.test(data['path'] ?? '')),
    );
    const folder = TEMPORARY.exec(messages[0]?.data['path'] ?? '')?.[1];
    if (folder === undefined) return [];
    const user = facts.find('nginx.process')?.workerUser ?? facts.get('nginx.config').user ?? 'www-data';
    const sites = [...new Set(messages.flatMap(({ data }) => data['site'] ?? []))];
    return [
      {
        rule: 'nginx-cannot-write-temporary-files',
        role: 'cause',
        about: ['unit:nginx.service', `file:${folder}`, ...sites.map((site): EntityKey => `site:${site}`)],
        says: `nginx runs as ${user} and may not write to ${folder}: uploads and answers that don't fit its buffers break off (${countOf(messages)} so far).`,
        began: firstOf(messages),
        holdsNow: isWithin(lastOf(messages), facts.takenAt, 60 * MINUTE_MS),
        strength: 'proof',
        evidence: messages.slice(0, 2).map(evidenceOf),
        against: [],
        data: { folder, user, count: countOf(messages) },
        remedy: {
          says: `Give the folder back to ${user}.`,
          commands: [`namei -l ${folder}`, `chown -R ${user} ${folder}`],
          fix: 'give-nginx-its-temporary-folder',
        },
      },
    ];
  },
};
