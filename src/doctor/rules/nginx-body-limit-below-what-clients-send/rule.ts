// Finds uploads that nginx refuses (413) because they are larger than client_max_body_size; the application never sees them.
import { countOf, evidenceOf, firstOf, lastOf, messagesOf, newestFirst } from '../../join/messages.ts';
import { placeOf } from '../../join/log-places.ts';
import type { Rule } from '../../model.ts';

/** nginx's own default. */
const DEFAULT_BYTES = 1024 * 1024;
/** Two digits of the size are kept. */
const ROUNDING = 0.95;
/** One or two may be somebody trying doors. */
const COUNT_MIN = 3;

export const rule: Rule<'nginx.config' | 'messages'> = {
  id: 'nginx-body-limit-below-what-clients-send',
  role: 'cause',
  title: 'nginx refuses uploads as too large',
  needs: ['nginx.config', 'messages'],
  judge: (facts) => {
    const config = facts.get('nginx.config');
    const groups = Map.groupBy(messagesOf(facts, ['nginx-body-too-big']), ({ data }) => data['site'] ?? '_');
    return [...groups].flatMap(([site, messages]) => {
      const newest = newestFirst(messages);
      const largest = newest.reduce((best, one) =>
        Number(one.data['bytes']) > Number(best.data['bytes']) ? one : best,
      );
      const place = placeOf(config, largest);
      if (!place) return [];
      const limit = place.location ? place.location.clientMaxBodySizeBytes : null;
      const bytes = Number(largest.data['bytes']);
      const limitBytes = limit ?? DEFAULT_BYTES;
      const holdsNow = limitBytes !== 0 && bytes > limitBytes * ROUNDING;
      const count = countOf(messages);
      const at = place.location?.place ?? place.server.place;
      return [
        {
          rule: 'nginx-body-limit-below-what-clients-send',
          role: count >= COUNT_MIN ? 'cause' : 'smell',
          about: [`site:${site}`, `file:${at.file}`],
          says: `nginx refused ${count} ${count === 1 ? 'request' : 'requests'} to ${site} of up to ${inMb(bytes)}: its limit there is ${limitBytes === 0 ? 'off' : inMb(limitBytes)}${limit === null ? " (nginx's default)" : ''}.`,
          began: firstOf(messages),
          holdsNow,
          strength: 'proof',
          evidence: [
            ...newest.slice(0, 2).map(evidenceOf),
            {
              source: 'nginx configuration',
              text: `${place.location ? `location ${place.location.match}` : 'server'}: client_max_body_size ${limit === null ? 'is not set' : inMb(limit)}`,
              file: at.file,
              line: at.line,
            },
          ],
          against: [],
          data: { site, bytes, limitBytes, count, file: at.file, line: at.line, lastAt: lastOf(messages) },
          remedy: {
            says: `Set client_max_body_size in the server block of ${site} (the TLS one too) to what the application takes; its own limit (body parser, multer) must be as large.`,
            commands: [
              `# in ${place.server.place.file}, server at line ${place.server.place.line}: client_max_body_size ${Math.max(2, Math.ceil((bytes * 1.5) / DEFAULT_BYTES))}m;`,
              'nginx -t && systemctl reload nginx',
            ],
            fix: 'raise-nginx-body-limit',
          },
        },
      ];
    });
  },
};

const inMb = (bytes: number): string =>
  bytes < DEFAULT_BYTES
    ? `${Math.round(bytes / 1024)} kB`
    : `${(bytes / DEFAULT_BYTES).toFixed(bytes % DEFAULT_BYTES === 0 ? 0 : 1)} MB`;
