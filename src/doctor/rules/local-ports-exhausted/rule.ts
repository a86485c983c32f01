// Finds a machine without a free local port towards one address: each request opens a connection of its own, and closed ones
// keep their port for a minute.
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

const RECENT_MS = 15 * MINUTE_MS;

export const rule: Rule<'nginx.config' | 'messages'> = {
  id: 'local-ports-exhausted',
  role: 'cause',
  title: 'No local port is left for connections to the application',
  needs: ['nginx.config', 'messages'],
  judge: (facts) =>
    upstreamStates(facts).flatMap((state) => {
      const messages = newestFirst(
        messagesOf(facts, ['nginx-no-local-port'], ({ data }) => isAbout(state, data['upstream'] ?? '')),
      );
      const [target] = state.targets;
      // Without IPv6 the same error means that there is no ::1 to connect from.
      const isFamily = messages.every(({ data }) => (data['upstream'] ?? '').startsWith('['));
      if (messages.length === 0 || !target || isFamily) return [];
      const limits = facts.find('host.limits');
      const range = limits?.portRange ?? null;
      const size = range ? range[1] - range[0] + 1 : null;
      const kept = target.upstream?.keepalive ?? null;
      return [
        {
          rule: 'local-ports-exhausted',
          role: 'cause',
          about: [state.key, ...siteKey(state), 'host:here'],
          says: `nginx found no free local port for ${state.address} ${times(countOf(messages))}: ${size ?? 'all'} ports are there${limits ? `, ${limits.timeWaitSockets} connections wait to be forgotten` : ''}, and ${kept ? `only ${kept} connections are kept` : 'nginx opens a new connection for every request'}.`,
          began: firstOf(messages),
          holdsNow: isWithin(lastOf(messages), facts.takenAt, RECENT_MS),
          strength: size !== null && limits !== null && limits.timeWaitSockets > size * 0.5 ? 'proof' : 'strong',
          evidence: [
            ...messages.slice(0, 1).map(evidenceOf),
            ...(range && limits
              ? [
                  {
                    source: 'kernel',
                    text: `net.ipv4.ip_local_port_range ${range.join(' ')}, ${limits.timeWaitSockets} sockets in TIME_WAIT`,
                  },
                ]
              : []),
            {
              source: 'nginx configuration',
              text: target.upstream
                ? `upstream ${target.upstream.name}: keepalive ${kept ?? 'is not set'}`
                : `${target.location.proxyPass}: no upstream block, so no keepalive`,
              file: target.place.file,
              line: target.place.line,
            },
          ],
          against: [],
          data: {
            address: state.address,
            count: countOf(messages),
            ports: size,
            timeWait: limits?.timeWaitSockets ?? null,
            keepalive: kept,
          },
          remedy: {
            says: 'Keep connections to the application open: an upstream block with keepalive 64, proxy_http_version 1.1 and an empty Connection header. A wider port range only delays it.',
            commands: ['sysctl net.ipv4.ip_local_port_range', 'ss -s'],
            fix: null,
          },
        },
      ];
    }),
};
