// Reads and writes Redis' own protocol (RESP2): commands out, replies in.

export type Reply = string | number | null | RedisError | Reply[];

export class RedisError {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

const DEPTH_MAX = 8;
const ITEMS_MAX = 200_000;

export function writeCommands(commands: readonly (readonly string[])[]): Buffer {
  const text = commands.map(
    (words) => `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`,
  );
  return Buffer.from(text.join(''));
}

/** As many whole replies as are there; what is cut or no reply at all ends them. */
export function readReplies(bytes: Buffer): Reply[] {
  const replies: Reply[] = [];
  for (let at = 0; at < bytes.length; ) {
    const read = readReply(bytes, at, 0);
    if (read === null) break;
    replies.push(read.reply);
    at = read.next;
  }
  return replies;
}

interface Read {
  reply: Reply;
  next: number;
}

function readReply(bytes: Buffer, at: number, depth: number): Read | null {
  const end = bytes.indexOf('\r\n', at);
  if (end < 0 || depth > DEPTH_MAX) return null;
  const line = bytes.toString('utf8', at + 1, end);
  const next = end + 2;
  const length = Number(line);
  switch (String.fromCharCode(bytes[at] ?? 0)) {
    case '+':
      return { reply: line, next };
    case '-':
      return { reply: new RedisError(line), next };
    case ':':
      return { reply: length, next };
    case '$':
      if (length === -1) return { reply: null, next };
      if (!Number.isInteger(length) || length < 0 || bytes.length < next + length + 2) return null;
      return { reply: bytes.toString('utf8', next, next + length), next: next + length + 2 };
    case '*':
      return readArray(bytes, next, length, depth);
    default:
      return null;
  }
}

function readArray(bytes: Buffer, from: number, length: number, depth: number): Read | null {
  if (length === -1) return { reply: null, next: from };
  if (!Number.isInteger(length) || length < 0 || length > ITEMS_MAX) return null;
  const items: Reply[] = [];
  let next = from;
  for (let index = 0; index < length; index += 1) {
    const item = readReply(bytes, next, depth + 1);
    if (item === null) return null;
    items.push(item.reply);
    next = item.next;
  }
  return { reply: items, next };
}
