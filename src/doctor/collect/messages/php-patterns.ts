// What php-fpm and PHP itself print where they share a machine with Node: a pool without free workers, a fatal error.
import type { MessagePattern } from './pattern.ts';
import { withoutEmpty } from './stack-place.ts';

export const phpPatterns: readonly MessagePattern[] = [
  {
    kind: 'php-fpm-limit',
    pattern: /\[pool (?<pool>[\w.-]{1,80})\] server reached (?:pm\.)?max_children setting \((?<limit>\d{1,6})\)/,
  },
  { kind: 'php-fpm-limit', pattern: /\bserver reached (?:global )?process\.max setting \((?<limit>\d{1,6})\)/ },
  {
    kind: 'php-fatal',
    pattern: /PHP (?:Fatal|Parse) error: +(?<rest>[^\n]{1,1000})/,
    data: ({ groups }) => {
      const rest = groups?.['rest'] ?? '';
      const place = / in (\/[^\s:]{1,300})(?::| on line )(\d{1,6})/.exec(rest);
      return withoutEmpty({
        message: rest.split(' in /')[0]?.slice(0, 160),
        place: place ? `${place[1]}:${place[2]}` : undefined,
      });
    },
  },
  {
    // Laravel's own log: [2026-11-20 15:00:00] production.ERROR: message {"exception":"[object] (Class(code: 0): … at /srv/x.php:12)
    kind: 'php-fatal',
    pattern: /^\w{1,30}\.(?:ERROR|CRITICAL|ALERT|EMERGENCY): (?<message>[^\n{]{1,300})/,
    data: ({ groups }, record) =>
      withoutEmpty({
        message: groups?.['message']?.trim().slice(0, 160),
        place: / at (\/[^\s)]{1,300}:\d{1,6})\)/.exec(record)?.[1],
      }),
    hint: ': ',
  },
];
