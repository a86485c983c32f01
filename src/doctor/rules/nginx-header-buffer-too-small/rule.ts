// Finds headers that don't fit nginx's buffers: answers of the application (502, proxy_buffer_size) or requests of visitors
// (400, large_client_header_buffers). Usually one person's cookie or token has grown.
import { placeOf } from '../../join/log-places.ts';
import {
  countOf,
  evidenceOf,
  firstOf,
  HOUR_MS,
  isWithin,
  lastOf,
  messagesOf,
  MINUTE_MS,
  newestFirst,
} from '../../join/messages.ts';
import { isAbout, siteKey, upstreamStates } from '../../join/upstream-states.ts';
import type { Facts, FactId, Finding, Rule } from '../../model.ts';

const REFUSED_MIN = 3;
const RECENT_MS = 6 * HOUR_MS;

export const rule: Rule<'nginx.config' | 'messages'> = {
  id: 'nginx-header-buffer-too-small',
  role: 'cause',
  title: 'Headers are larger than nginx has room for',
  needs: ['nginx.config', 'messages'],
  judge: (facts) => [...ofAnswers(facts), ...ofRequests(facts)],
};

/** After a reload the old lines say nothing of the new buffers. */
const isSinceLoaded = (facts: Facts<FactId>, at: string | null, resolutionMs: number): boolean => {
  const loadedAt = facts.find('nginx.process')?.loadedAt;
  return loadedAt == null || at === null || Date.parse(at) + resolutionMs >= Date.parse(loadedAt);
};

function ofAnswers(facts: Facts<FactId>): Finding[] {
  return upstreamStates(facts).flatMap((state) => {
    const messages = newestFirst(
      messagesOf(facts, ['nginx-header-too-big'], ({ data }) => isAbout(state, data['upstream'] ?? '')),
    );
    const config = facts.find('nginx.config');
    const [newest] = messages;
    const [target] = state.targets;
    if (!newest || !target || !config) return [];
    const location = placeOf(config, newest)?.location ?? target.location;
    const size = location.proxyBufferSizeBytes;
    const { place } = location;
    return [
      {
        rule: 'nginx-header-buffer-too-small',
        role: 'cause',
        about: [state.key, ...siteKey(state), `file:${place.file}`],
        says: `The application's answer headers for ${target.site} (${newest.data['request'] ?? 'some requests'}) are larger than the ${size === null ? '4 kB' : `${size / 1024} kB`} that nginx reads them into: ${countOf(messages)} of them became 502.`,
        began: firstOf(messages),
        holdsNow: isSinceLoaded(facts, lastOf(messages), 1000),
        strength: 'proof',
        evidence: [
          ...messages.slice(0, 2).map(evidenceOf),
          {
            source: 'nginx configuration',
            text: `location ${location.match}: proxy_buffer_size ${size === null ? 'is not set (4k)' : `${size / 1024}k`}`,
            file: place.file,
            line: place.line,
          },
        ],
        against: [],
        data: {
          kind: 'answer',
          site: target.site,
          sizeBytes: size,
          count: countOf(messages),
          file: place.file,
          line: place.line,
        },
        remedy: {
          says: 'Give them more room there, and see why a cookie or token grew so large. proxy_buffers alone and large_client_header_buffers do not help.',
          commands: [
            `# in location ${location.match} of ${place.file}: proxy_buffer_size 16k; proxy_buffers 8 16k; proxy_busy_buffers_size 32k;`,
            'nginx -t && systemctl reload nginx',
          ],
          fix: 'enlarge-nginx-header-buffer',
        },
      },
    ];
  });
}

function ofRequests(facts: Facts<FactId>): Finding[] {
  const minutes = (facts.find('access.minutes') ?? []).filter(
    (minute) => (minute.headersRefused ?? 0) > 0 && isWithin(minute.minute, facts.takenAt, RECENT_MS),
  );
  const config = facts.find('nginx.config');
  return [...Map.groupBy(minutes, ({ site }) => site)].flatMap(([site, own]): Finding[] => {
    const count = own.reduce((sum, minute) => sum + (minute.headersRefused ?? 0), 0);
    const server = config?.servers.find(({ names }) => names[0] === site);
    const last = own.at(-1)?.minute ?? null;
    if (count < REFUSED_MIN || !server) return [];
    const messages = newestFirst(
      messagesOf(facts, ['nginx-request-header-too-big'], ({ data }) => data['site'] === site),
    );
    return [
      {
        rule: 'nginx-header-buffer-too-small',
        role: 'cause',
        about: [`site:${site}`, `file:${server.place.file}`],
        says: `nginx refused ${count} requests to ${site} with 400, as their headers (cookies, tokens) are larger than its buffers (${server.largeHeaderBuffers ?? '4 8k'}).`,
        began: own[0]?.minute ?? null,
        holdsNow: isSinceLoaded(facts, last, MINUTE_MS),
        strength: 'strong',
        evidence: [
          {
            source: `access log of ${site}`,
            text: `${count} answers 400 as long as nginx's own page "Request Header Or Cookie Too Large"`,
            ...(last === null ? {} : { at: last }),
          },
          ...messages.slice(0, 1).map(evidenceOf),
        ],
        against: [],
        data: {
          kind: 'request',
          site,
          count,
          buffers: server.largeHeaderBuffers,
          file: server.place.file,
          line: server.place.line,
        },
        remedy: {
          says: 'See which cookie grows; until then give requests more room.',
          commands: [
            `# in the server block at ${server.place.file}:${server.place.line}: large_client_header_buffers 4 32k;`,
            'nginx -t && systemctl reload nginx',
          ],
          fix: 'enlarge-nginx-header-buffer',
        },
      },
    ];
  });
}
