// Finds sites whose files nginx may not read: usually a home folder or a deploy folder that is closed to its user.
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
import type { Rule } from '../../model.ts';

const TEMPORARY = /\/(?:body|client_body_temp|proxy|proxy_temp|fastcgi|fastcgi_temp|proxy_cache|cache)\/\d?/;

export const rule: Rule<'nginx.config' | 'messages'> = {
  id: 'nginx-cannot-read-site-files',
  role: 'cause',
  title: 'nginx may not read the site’s files',
  needs: ['nginx.config', 'messages'],
  judge: (facts) => {
    const { servers, user } = facts.get('nginx.config');
    const messages = messagesOf(
      facts,
      ['nginx-permission-denied'],
      ({ data }) => data['site'] !== undefined && !TEMPORARY.test(data['path'] ?? ''),
    );
    return [...Map.groupBy(messages, ({ data }) => data['site'] ?? '_')].flatMap(([site, own]) => {
      const newest = newestFirst(own);
      const [first] = newest;
      const server = servers.find(({ names }) => names.includes(site));
      const path = first?.data['path'] ?? '';
      const who = facts.find('nginx.process')?.workerUser ?? user ?? 'www-data';
      const probe = (facts.find('site.probes') ?? []).find((one) => one.kind === 'site' && one.site === site);
      if (!first || !server) return [];
      const isRefused = probe?.status === 403 || probe?.status === 404 || probe?.status === 500;
      return [
        {
          rule: 'nginx-cannot-read-site-files',
          role: 'cause',
          about: [`site:${site}`, `file:${path}`],
          says: `nginx runs as ${who} and may not read ${path} for ${site}: ${countOf(own)} requests were refused.`,
          began: firstOf(own),
          holdsNow: isRefused || (isWithin(lastOf(own), facts.takenAt, 10 * MINUTE_MS) && probe?.status !== 200),
          strength: 'proof',
          evidence: [
            ...newest.slice(0, 2).map(evidenceOf),
            ...(server.root === null
              ? []
              : [
                  {
                    source: 'nginx configuration',
                    text: `root ${server.root}`,
                    file: server.place.file,
                    line: server.place.line,
                  },
                ]),
          ],
          against: [],
          data: { site, path, user: who, root: server.root, count: countOf(own) },
          remedy: {
            says: `Let ${who} read the files and pass through the folders above them; serve from /srv or /var/www instead of a home folder.`,
            commands: [`namei -l ${path}`],
            fix: 'let-nginx-read-files',
          },
        },
      ];
    });
  },
};
