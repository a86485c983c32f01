// Finds WebSockets that fail because nginx does not hand the Upgrade request on.
import { locationFor } from '../../join/log-places.ts';
import { HOUR_MS, isWithin } from '../../join/messages.ts';
import type { NginxLocation } from '../../facts/nginx-facts.ts';
import type { Rule } from '../../model.ts';

const RECENT_MS = 6 * HOUR_MS;
const REFUSED_MIN = 3;

export const rule: Rule<'nginx.config' | 'access.minutes'> = {
  id: 'websocket-headers-missing',
  role: 'cause',
  title: 'nginx does not pass WebSocket handshakes on',
  needs: ['nginx.config', 'access.minutes'],
  judge: (facts) => {
    const minutes = facts
      .get('access.minutes')
      .filter((minute) => (minute.websocketsRefused ?? 0) > 0 && isWithin(minute.minute, facts.takenAt, RECENT_MS));
    const loadedAt = facts.find('nginx.process')?.loadedAt ?? null;
    return [...Map.groupBy(minutes, ({ site }) => site)].flatMap(([site, own]) => {
      const count = own.reduce((sum, minute) => sum + (minute.websocketsRefused ?? 0), 0);
      const server = facts
        .get('nginx.config')
        .servers.find((one) => one.names[0] === site && one.locations.some(({ proxyPass }) => proxyPass !== null));
      if (count < REFUSED_MIN || !server) return [];
      const path = locationFor(server, '/socket.io/');
      const location = path?.proxyPass != null ? path : server.locations.find(({ proxyPass }) => proxyPass !== null);
      if (!location || passesUpgrades(location)) return [];
      const last = own.at(-1)?.minute ?? null;
      const { place } = location;
      const missing = [
        ...(location.proxyHttpVersion === '1.1' ? [] : ['proxy_http_version 1.1']),
        ...(hasHeader(location, 'upgrade') ? [] : ['the Upgrade header']),
        ...(hasHeader(location, 'connection') ? [] : ['the Connection header']),
      ];
      return [
        {
          rule: 'websocket-headers-missing',
          role: 'cause',
          about: [`site:${site}`, `file:${place.file}`],
          says: `nginx does not pass WebSocket handshakes of ${site} on (location ${location.match} lacks ${missing.join(', ')}): ${count} were refused.`,
          began: own[0]?.minute ?? null,
          holdsNow: loadedAt === null || last === null || Date.parse(last) + 60_000 >= Date.parse(loadedAt),
          strength: 'strong',
          evidence: [
            {
              source: `access log of ${site}`,
              text: `${count} handshakes answered with 400 or 426`,
              ...(last === null ? {} : { at: last }),
            },
            {
              source: 'nginx configuration',
              text: `location ${location.match}: no ${missing.join(', no ')}`,
              file: place.file,
              line: place.line,
            },
          ],
          against: [],
          data: { site, count, location: location.match, file: place.file, line: place.line },
          remedy: {
            says: 'Hand the handshake on in that location, with a long read timeout for what stays open.',
            commands: [
              `# in location ${location.match} of ${place.file}: proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; proxy_read_timeout 1h;`,
              'nginx -t && systemctl reload nginx',
            ],
            fix: 'pass-websocket-headers',
          },
        },
      ];
    });
  },
};

const hasHeader = ({ headers }: NginxLocation, name: string): boolean =>
  Object.keys(headers).some((one) => one.toLowerCase() === name);

const passesUpgrades = (location: NginxLocation): boolean =>
  location.proxyHttpVersion === '1.1' && hasHeader(location, 'upgrade') && hasHeader(location, 'connection');
