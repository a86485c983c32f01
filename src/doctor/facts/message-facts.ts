// Facts of logs: lines that say something known, on one timeline, whatever file or journal they came from.
import type { MessageKind } from '../collect/messages/kinds.ts';
import type { EntityKey } from '../model.ts';

export interface MessageFacts {
  /** Grouped: the same kind with the same data from the same source is one entry with a count. */
  messages: Message[];
  /** Every log that was looked at, with what kept us from reading it whole. */
  logs: LogFact[];
  /** Answers by status and upstream from the access logs, a line a site and minute. */
  'access.minutes': AccessMinute[];
}

export interface Message {
  kind: MessageKind;
  /** What the line carries: port, module, path, provider, pid … */
  data: Record<string, string>;
  source: string;
  file: string | null;
  line: number | null;
  firstAt: string | null;
  lastAt: string | null;
  count: number;
  /** How far `lastAt` may be off: a log without stamps of its own tells it only roughly. */
  clockErrorMs?: number;
  /** Order of the newest one within its source, where lines may have no time: a byte of the file, or a number. */
  order?: number;
  /** One original line, masked, without escapes, at most 300 characters. */
  text: string;
  about: EntityKey[];
}

export interface LogFact {
  path: string;
  about: EntityKey[];
  sizeBytes: number;
  readBytes: number;
  modifiedAt: string;
  owner: string;
  problem: string | null;
  /** Bytes it grew in the last hour, when the file's lines tell. */
  growthBytesPerHour: number | null;
}

export interface AccessMinute {
  site: string;
  minute: string;
  total: number;
  status5xx: number;
  status499: number;
  status4xx: number;
  slowestMs: number | null;
  /** Answers by each status from 400 up. */
  byStatus?: Record<string, number>;
  /** 400 answers as long as nginx's own page about too large headers. */
  headersRefused?: number;
  /** Handshakes of WebSockets that were answered with 400 or 426. */
  websocketsRefused?: number;
  /** One request that failed with 5xx, without its query. */
  example?: string | null;
}
