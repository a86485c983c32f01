// Collects how sites answered, minute by minute, from nginx's access logs; newest lines first, within a budget of bytes.
import { readLogEnd, rotatedOf } from '../../../host/linux/read-log-end.ts';
import type { NginxConfig } from '../../facts/nginx-facts.ts';
import { type Collector, known, none, unknown } from '../collector.ts';
import { type AccessReader, makeAccessReader } from './access-format.ts';
import { MinuteCounter } from './count-minutes.ts';

const BYTES_MAX = 16 * 1024 * 1024;
const FILE_BYTES_MAX = 6 * 1024 * 1024;
const LINE_LENGTH_MAX = 16 * 1024;
const LOGS_MAX = 50;

export const accessCollector: Collector = {
  name: 'access logs',
  ids: ['access.minutes'],
  stage: 2,
  budgetMs: 2500,
  collect: async (look) => {
    const config = look.find('nginx.config');
    if (config === null) return { 'access.minutes': none };
    const counter = new MinuteCounter(signatures(config));
    const budget = { bytes: BYTES_MAX };
    const failures: string[] = [];
    let read = 0;
    for (const log of config.accessLogs.slice(0, LOGS_MAX)) {
      // Others collect at the same time: they get their turn.
      await new Promise((resolve) => setImmediate(resolve));
      const reader = makeAccessReader(log.format);
      const site = (line: string | null): string =>
        log.sites.length === 1 ? (log.sites[0] ?? '*') : siteNamed(line, log.sites);
      for (const path of [log.path, ...rotatedOf(log.path, look.since)]) {
        if (budget.bytes <= 0) break;
        try {
          const reachesBack = countPart(path, { reader, counter, site, since: look.since, budget });
          read += 1;
          if (reachesBack) break;
        } catch (error) {
          const { code = 'unreadable' } = error as NodeJS.ErrnoException;
          if (code !== 'ENOENT') failures.push(`${path}: ${code}`);
        }
      }
    }
    if (read === 0 && failures.length > 0)
      return {
        'access.minutes': unknown(
          failures.some((one) => one.endsWith('EACCES')) ? 'denied' : 'unreadable',
          failures[0] ?? '',
        ),
      };
    return { 'access.minutes': known(counter.list()) };
  },
};

interface Counting {
  reader: AccessReader;
  counter: MinuteCounter;
  site: (named: string | null) => string;
  since: number;
  budget: { bytes: number };
}

/** True when it went back as far as was asked, so that older files need no look. */
function countPart(path: string, { reader, counter, site, since, budget }: Counting): boolean {
  const part = readLogEnd(path, Math.min(FILE_BYTES_MAX, budget.bytes));
  for (const line of part.lines.toReversed()) {
    budget.bytes -= line.length + 1;
    if (line === '' || line.length > LINE_LENGTH_MAX) continue;
    const found = reader(line);
    if (!found) continue;
    if (found.at !== null && found.at < since) return true;
    counter.add(found, site(found.site));
  }
  return !part.isWhole;
}

/** A log of several sites tells them apart only when its format has the host in it. */
function siteNamed(named: string | null, sites: string[]): string {
  if (named === null) return '*';
  return sites.find((one) => one === named) ?? '*';
}

/** How nginx may sign its pages: with `server_tokens off`, on, and as distributions build it. */
const signatures = ({ version }: NginxConfig): string[] =>
  version === null ? ['nginx'] : ['nginx', `nginx/${version}`];
