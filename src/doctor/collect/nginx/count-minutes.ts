// Counts the answers of access logs by site and minute. What we asked ourselves is not counted.
import type { AccessMinute } from '../../facts/message-facts.ts';
import { shortPath } from '../messages/nginx-patterns.ts';
import type { AccessLine } from './access-format.ts';

/** By this name our own requests are known in other people's logs. */
export const PROBE_AGENT = 'allswell-doctor';
const MINUTES_MAX = 3000;

export class MinuteCounter {
  private readonly minutes = new Map<string, AccessMinute>();
  private readonly headerPageBytes: Set<number>;

  /** `serverTokens`: how nginx may sign its pages, which decides how long they are. */
  constructor(serverTokens: string[]) {
    this.headerPageBytes = new Set(serverTokens.map(headerPageLength));
  }

  add(line: AccessLine, site: string): void {
    if (line.at === null || line.agent.startsWith(PROBE_AGENT)) return;
    const minute = `${new Date(line.at).toISOString().slice(0, 16)}:00.000Z`;
    const key = `${site} ${minute}`;
    const entry = this.minutes.get(key) ?? newMinute(site, minute);
    this.minutes.set(key, entry);
    const { status } = line;
    entry.total += 1;
    if (status >= 500) entry.status5xx += 1;
    else if (status === 499) entry.status499 += 1;
    else if (status >= 400) entry.status4xx += 1;
    if (line.tookMs !== null) entry.slowestMs = Math.max(entry.slowestMs ?? 0, line.tookMs);
    if (status < 400) return;
    entry.byStatus = { ...entry.byStatus, [status]: (entry.byStatus?.[status] ?? 0) + 1 };
    if (status >= 500) entry.example ??= `${line.method.slice(0, 20)} ${shortPath(line.url)}`;
    if (status === 400 && line.bytes !== null && this.headerPageBytes.has(line.bytes))
      entry.headersRefused = (entry.headersRefused ?? 0) + 1;
    const isSocket = status === 426 || (status === 400 && line.url.includes('transport=websocket'));
    if (isSocket) entry.websocketsRefused = (entry.websocketsRefused ?? 0) + 1;
  }

  list(): AccessMinute[] {
    return [...this.minutes.values()]
      .toSorted((a, b) => (a.minute < b.minute ? -1 : a.minute > b.minute ? 1 : a.site < b.site ? -1 : 1))
      .slice(-MINUTES_MAX);
  }
}

const newMinute = (site: string, minute: string): AccessMinute => ({
  site,
  minute,
  total: 0,
  status5xx: 0,
  status499: 0,
  status4xx: 0,
  slowestMs: null,
  byStatus: {},
  example: null,
});

/** nginx logs its page for status 494 as 400; no other page of nginx has this length (ngx_http_special_response.c). */
function headerPageLength(signature: string): number {
  const title = 'Request Header Or Cookie Too Large';
  return [
    '<html>',
    `<head><title>400 ${title}</title></head>`,
    '<body>',
    '<center><h1>400 Bad Request</h1></center>',
    `<center>${title}</center>`,
    `<hr><center>${signature}</center>`,
    '</body>',
    '</html>',
    '',
  ].join('\r\n').length;
}
