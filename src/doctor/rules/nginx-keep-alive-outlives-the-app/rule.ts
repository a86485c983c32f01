// Finds the race for idle connections: nginx keeps them longer than the application does, and now and then sends a request
// into one that is being closed.
import { nameOf } from '../../join/addresses.ts';
import {
  countOf,
  evidenceOf,
  firstOf,
  HOUR_MS,
  isWithin,
  lastOf,
  messagesOf,
  msBetween,
  newestFirst,
} from '../../join/messages.ts';
import { isAbout, siteKey, upstreamStates } from '../../join/upstream-states.ts';
import type { UpstreamState } from '../../join/upstream-states.ts';
import type { Rule } from '../../model.ts';

/** ngx_http_upstream_keepalive_module.c, 1.15.3 and later. */
const NGINX_DEFAULT_MS = 60_000;
/** server.keepAliveTimeout of Node 8 to 26. */
const NODE_DEFAULT_MS = 5000;

export const rule: Rule<'nginx.config' | 'messages'> = {
  id: 'nginx-keep-alive-outlives-the-app',
  role: 'cause',
  title: 'nginx keeps idle connections longer than the application',
  needs: ['nginx.config', 'messages'],
  judge: (facts) =>
    upstreamStates(facts).flatMap((state) => {
      const [target] = state.targets;
      const upstream = target?.upstream;
      if (!target || !upstream?.keepalive || !keepsAlive(state) || state.isListening === false) return [];
      const nginxMs = upstream.keepaliveTimeoutMs ?? NGINX_DEFAULT_MS;
      const told = state.probe?.keepAliveSeconds;
      const appMs = told == null ? NODE_DEFAULT_MS : told * 1000;
      if (appMs > nginxMs) return [];
      const messages = newestFirst(
        messagesOf(
          facts,
          ['nginx-upstream-closed', 'nginx-upstream-reset'],
          ({ data, lastAt }) => isAbout(state, data['upstream'] ?? '') && isWithin(lastAt, facts.takenAt, 24 * HOUR_MS),
        ),
      );
      // A process that was started since may have ended itself with the request in hand: then it was no race.
      const holders = new Set(state.listeners.flatMap(({ holders: all }) => all));
      const processes = (facts.find('processes') ?? []).filter(
        (one) => holders.has(`${one.pid}@${one.start}`) && one.isNode,
      );
      const during = messages.filter(
        ({ lastAt }) => processes.length > 0 && processes.every((one) => (msBetween(one.startedAt, lastAt) ?? -1) > 0),
      );
      if (told == null && processes.length === 0) return [];
      const isSeen = during.length > 0;
      const place = upstream.place;
      return [
        {
          rule: 'nginx-keep-alive-outlives-the-app',
          role: isSeen ? 'cause' : 'smell',
          about: [state.key, ...siteKey(state), `file:${place.file}`],
          says: `nginx keeps idle connections to ${nameOf(state.address)} for ${nginxMs / 1000} s, the application closes them after ${appMs / 1000} s${told == null ? " (Node's default)" : ''}${isSeen ? `: ${countOf(during)} requests fell into the gap` : ''}.`,
          began: isSeen ? firstOf(during) : null,
          holdsNow: true,
          strength: isSeen && told != null ? 'proof' : isSeen ? 'strong' : 'weak',
          evidence: [
            {
              source: 'nginx configuration',
              text: `upstream ${upstream.name}: keepalive ${upstream.keepalive}, idle for ${nginxMs / 1000} s`,
              file: place.file,
              line: place.line,
            },
            ...(told == null
              ? []
              : [{ source: 'our own request', text: `${state.address} answered with Keep-Alive: timeout=${told}` }]),
            ...processes.slice(0, 1).map((one) => ({
              source: 'processes',
              text: `pid ${one.pid} has been up since ${one.startedAt.slice(0, 19)}Z: it did not crash`,
              at: one.startedAt,
            })),
            ...during.slice(0, 2).map(evidenceOf),
          ],
          against: [],
          data: {
            upstream: upstream.name,
            address: state.address,
            nginxMs,
            appMs,
            count: countOf(during),
            file: place.file,
            line: place.line,
            lastAt: lastOf(during),
          },
          remedy: {
            says: `Let the application keep them longer: server.keepAliveTimeout = 75_000 and server.headersTimeout = 80_000 after listen(); or let nginx give up first.`,
            commands: [
              `# in upstream ${upstream.name} of ${place.file}: keepalive_timeout ${Math.max(1, Math.floor(appMs / 1000) - 1)}s;`,
              'nginx -t && systemctl reload nginx',
            ],
            fix: 'shorten-nginx-upstream-keepalive',
          },
        },
      ];
    }),
};

/** Only HTTP/1.1 without `Connection: close` keeps connections; nginx sends the latter unless told otherwise (until 1.29.6). */
const keepsAlive = ({ targets }: UpstreamState): boolean =>
  targets.some(({ location: { proxyHttpVersion, headers } }) => {
    const connection = Object.entries(headers).find(([name]) => name.toLowerCase() === 'connection')?.[1];
    return (
      proxyHttpVersion !== null && proxyHttpVersion !== '1.0' && connection !== undefined && connection !== 'close'
    );
  });
