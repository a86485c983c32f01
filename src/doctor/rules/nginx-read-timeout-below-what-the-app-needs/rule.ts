// Finds time limits in nginx that are shorter than the application's honest answers: it works, and nginx has hung up.
import { placeOf } from '../../join/log-places.ts';
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
import { isAbout, siteKey, upstreamStates } from '../../join/upstream-states.ts';
import type { Rule } from '../../model.ts';

/** Below nginx's own 60 s somebody has chosen it; so short a one is met by reports and uploads. */
const SHORT_MS = 30_000;
const RECENT_MS = 60 * MINUTE_MS;

export const rule: Rule<'nginx.config' | 'site.probes'> = {
  id: 'nginx-read-timeout-below-what-the-app-needs',
  role: 'cause',
  title: 'nginx gives up before the application has answered',
  needs: ['nginx.config', 'site.probes'],
  judge: (facts) =>
    upstreamStates(facts).flatMap((state) => {
      const [target] = state.targets;
      const { probe } = state;
      // An application that answers nothing at all is not slow but stuck.
      if (!target || state.isFastcgi || probe?.status == null) return [];
      const messages = newestFirst(
        messagesOf(
          facts,
          ['nginx-upstream-timeout'],
          ({ data }) =>
            isAbout(state, data['upstream'] ?? '') && data['while'] === 'reading response header from upstream',
        ),
      );
      const config = facts.get('nginx.config');
      const location = (messages[0] && placeOf(config, messages[0])?.location) ?? target.location;
      const limitMs = location.proxyReadTimeoutMs;
      if (limitMs === null || limitMs > SHORT_MS) return [];
      const isSlower = probe.tookMs > limitMs;
      const isRecent = isWithin(lastOf(messages), facts.takenAt, RECENT_MS);
      if (!isSlower && messages.length === 0) return [];
      const { place } = location;
      return [
        {
          rule: 'nginx-read-timeout-below-what-the-app-needs',
          role: 'cause',
          about: [state.key, ...siteKey(state), `file:${place.file}`],
          says: `nginx waits ${limitMs / 1000} s for ${state.address} and then answers 504; ${isSlower ? `the application needed ${(probe.tookMs / 1000).toFixed(1)} s` : `${messages[0]?.data['request'] ?? 'some requests'} took longer, ${times(countOf(messages))}`}.`,
          began: firstOf(messages),
          holdsNow: isSlower || isRecent,
          strength: isSlower ? 'proof' : 'strong',
          evidence: [
            {
              source: 'nginx configuration',
              text: `location ${location.match}: proxy_read_timeout ${limitMs / 1000}s`,
              file: place.file,
              line: place.line,
            },
            {
              source: 'our own request',
              text: `straight to ${state.address}: ${probe.status} after ${(probe.tookMs / 1000).toFixed(1)} s`,
            },
            ...messages.slice(0, 1).map(evidenceOf),
          ],
          against: [],
          data: {
            site: target.site,
            limitMs,
            tookMs: probe.tookMs,
            count: countOf(messages),
            file: place.file,
            line: place.line,
          },
          remedy: {
            says: 'Give that location the time that its slowest honest answer needs, or make long work a job of its own.',
            commands: [
              `# in location ${location.match} of ${place.file}: proxy_read_timeout 60s;`,
              'nginx -t && systemctl reload nginx',
            ],
            fix: 'raise-nginx-read-timeout',
          },
        },
      ];
    }),
};
