// Says which patterns are tried on which kind of log.
import { configPatterns } from './config-patterns.ts';
import { databasePatterns } from './database-patterns.ts';
import { modulePatterns } from './module-patterns.ts';
import { nestPatterns } from './nest-patterns.ts';
import { nginxPatterns } from './nginx-patterns.ts';
import { nodePatterns } from './node-patterns.ts';
import { npmPatterns } from './npm-patterns.ts';
import type { LogKind, MessagePattern } from './pattern.ts';
import { PatternBook } from './pattern-book.ts';
import { phpPatterns } from './php-patterns.ts';
import { pm2Patterns } from './pm2-patterns.ts';
import { supervisorPatterns } from './supervisor-patterns.ts';
import { systemdPatterns } from './systemd-patterns.ts';

const ofApps: readonly MessagePattern[] = [
  ...nestPatterns,
  ...modulePatterns,
  ...nodePatterns,
  ...configPatterns,
  ...npmPatterns,
  ...databasePatterns,
];

/** A manager's own log holds words of its programs too: PM2's daemon runs theirs in itself. */
export const patternsFor: Record<LogKind, readonly MessagePattern[]> = {
  nginx: [...nginxPatterns, ...phpPatterns],
  systemd: systemdPatterns,
  supervisor: [...supervisorPatterns, ...ofApps],
  pm2: [...pm2Patterns, ...ofApps],
  /** A pool's log may be the panel's or PHP's own (Laravel beside the API). */
  app: [...ofApps, ...phpPatterns],
  'php-fpm': phpPatterns,
  database: databasePatterns,
  panel: ofApps,
};

export function makeBooks(): (kind: LogKind) => PatternBook {
  const books = new Map<LogKind, PatternBook>();
  return (kind) => {
    const book = books.get(kind) ?? new PatternBook(patternsFor[kind]);
    books.set(kind, book);
    return book;
  };
}
