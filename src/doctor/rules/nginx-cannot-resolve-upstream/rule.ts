// Finds names behind nginx that it can't look up while it runs: no resolver is set, or the name is unknown.
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

export const rule: Rule<'nginx.config' | 'messages'> = {
  id: 'nginx-cannot-resolve-upstream',
  role: 'cause',
  title: 'nginx can’t look up the name of what it passes requests to',
  needs: ['nginx.config', 'messages'],
  judge: (facts) => {
    // With a place in a file it kept nginx from starting: that is told as a broken configuration.
    const messages = messagesOf(facts, ['nginx-host-not-found'], ({ data }) => data['file'] === undefined);
    return [...Map.groupBy(messages, ({ data }) => data['host'] ?? '')].flatMap(([host, own]) => {
      const newest = newestFirst(own);
      const sites = [...new Set(own.flatMap(({ data }) => data['site'] ?? []))];
      const resolved = facts.find('host.names')?.resolved[host];
      return [
        {
          rule: 'nginx-cannot-resolve-upstream',
          role: 'cause',
          about: sites.map((site): EntityKey => `site:${site}`),
          says: `nginx can't look up ${host}${sites.length > 0 ? `, which ${sites.join(', ')} needs` : ''}: ${countOf(own)} requests failed.`,
          began: firstOf(own),
          holdsNow: isWithin(lastOf(own), facts.takenAt, 15 * MINUTE_MS),
          strength: 'strong',
          evidence: [
            ...newest.slice(0, 1).map(evidenceOf),
            ...(resolved === undefined
              ? []
              : [
                  {
                    source: 'getent',
                    text:
                      resolved.length > 0
                        ? `this machine knows ${host} as ${resolved.join(', ')}: nginx asks its own resolver, not /etc/hosts`
                        : `this machine does not know ${host} either`,
                  },
                ]),
          ],
          against: [],
          data: { host, count: countOf(own) },
          remedy: {
            says: 'A proxy_pass with a variable is looked up at each request by the servers of `resolver`, never by /etc/hosts: set a resolver that knows the name, or write the address.',
            commands: [`getent ahosts ${host}`, 'grep -rn "resolver\\|proxy_pass" /etc/nginx/'],
            fix: null,
          },
        },
      ];
    });
  },
};
