// Decides which lines of a log belong together: a stack trace, Node's report of a death, Nest's advice are one record.
import type { Stamp } from './read-stamp.ts';

export interface LogRecord {
  /** Lines joined by `\n`, the first one without its stamp. */
  text: string;
  stamp: Stamp | null;
  /** The newest stamp before it: it was not written earlier than that. */
  notBefore: Stamp | null;
  /** Number of its first line, counted from where reading began; and that line's first byte in the file. */
  line: number;
  offset: number;
}

const LINES_MAX = 80;
const LENGTH_MAX = 16 * 1024;

/** How Node begins to tell of an error that ends it: the place, alone on a line. */
const DEATH =
  /^(?:node:[\w/.-]+|file:\/\/\/\S{1,500}|\/[^\s:]{1,500}|internal\/[\w/.-]+|\[eval\d*\](?:-wrapper)?|[a-z_]+\.js):\d+$/;
const DEATH_END = /^Node\.js v\d/;
/** Lines that begin at the margin and still belong to what stands above them. */
const BELONGS =
  /^(?:[\])}]+[,;]?$|Require stack:|- (?:\/|file:|Is |If |A |The )|Potential (?:solutions|causes):|For more common dependency|Scope \[|Emitted '|Caused by|Stack trace:|\[stacktrace\]|#\d+ |Thrown at:|Did you mean|Node\.js v\d|npm (?:ERR!|error) )/;
const NAMES_ERROR = /^[A-Z]\w{0,60}(?:Error|Exception)\b[^:\n]{0,60}: |^Error: /;
const STAMPED_REST = /^:?\s{2,}(?:at |\^|throw |[\])}]|[\w$[\]]+: )/;
const AFTER_STAMP = /^(?::(?= )|\]| -)?\s*/;

export class LineJoiner {
  private readonly ended: (record: LogRecord) => void;
  private record: LogRecord | null = null;
  private lines: string[] = [];
  private size = 0;
  /** Blank lines that only count when something belonging to the record follows. */
  private blanks = 0;
  private isDeath = false;
  /** Node tells the stack last: after it, what stands at the margin is somebody else's line. */
  private sawStack = false;
  private isNpm = false;
  /** Nest 8 to 10 print the message, and then the stack with the message again. */
  private isNestError = false;
  private newest: Stamp | null = null;

  constructor(ended: (record: LogRecord) => void) {
    this.ended = ended;
  }

  push(whole: string, stamp: Stamp | null, line: number, offset: number): void {
    const rest = stamp ? whole.slice(stamp.length) : whole;
    const before = this.newest;
    if (stamp) this.newest = stamp;
    if (rest.trim() === '') {
      this.blanks += 1;
      return;
    }
    const body = stamp ? rest.replace(AFTER_STAMP, '') : rest;
    if (this.record && this.belongs(body, rest, stamp)) {
      // What stands below keeps its indent: that is how a stack is known.
      const kept = stamp ? rest.replace(/^:? /, '') : body;
      this.add(this.blanks > 0 ? `\n${kept}` : kept);
      if (DEATH_END.test(body)) this.flush();
      return;
    }
    this.flush();
    this.record = { text: '', stamp, notBefore: stamp ?? before, line, offset };
    this.isDeath = DEATH.test(body);
    this.sawStack = false;
    this.isNpm = /^npm (?:ERR!|error) /.test(body);
    this.isNestError = stamp !== null && body.startsWith('ERROR [');
    this.add(body);
  }

  /** To be called at the end of what is read. */
  flush(): void {
    const { record } = this;
    this.record = null;
    this.blanks = 0;
    if (record) this.ended({ ...record, text: this.lines.join('\n') });
    this.lines = [];
    this.size = 0;
  }

  private add(line: string): void {
    this.blanks = 0;
    if (/^\s{2,}at /.test(line)) this.sawStack = true;
    if (this.lines.length >= LINES_MAX || this.size >= LENGTH_MAX) return;
    const kept = line.length > LENGTH_MAX ? `${line.slice(0, LENGTH_MAX / 2)} … ${line.slice(-LENGTH_MAX / 4)}` : line;
    this.lines.push(kept);
    this.size += kept.length;
  }

  private belongs(body: string, rest: string, stamp: Stamp | null): boolean {
    if (this.blanks > 2) return false;
    if (stamp) return STAMPED_REST.test(rest) || (this.isDeath && isDeathLine(body));
    const first = body.charCodeAt(0);
    if (first === 0x20 || first === 0x09) return true;
    if (this.isDeath && !this.sawStack) return !DEATH.test(body);
    if (body.startsWith('npm ')) return this.isNpm;
    return BELONGS.test(body) || (this.isNestError && NAMES_ERROR.test(body));
  }
}

/** With a stamp before every line (PM2's log_date_format), only what can't be a message of its own is taken in. */
const isDeathLine = (body: string): boolean =>
  /^(?:\^|throw |[A-Za-z]*(?:Error|Exception|Rejection)\b|\[[A-Za-z]*(?:Error|Exception|Rejection)|Emitted |Require stack|- \/|Node\.js v|[\])}])/.test(
    body,
  );
