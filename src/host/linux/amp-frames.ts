// Packs and unpacks the messages that PM2's daemon speaks on its socket: AMP frames of `j:` JSON and `s:` texts. Pure.
// Format: one byte (version << 4 | number of parts), then for each part its length (32 bits, big-endian) and its bytes.
const VERSION = 1;
const PARTS_MAX = 15;

export function packMessage(parts: readonly unknown[]): Buffer {
  const packed = parts
    .slice(0, PARTS_MAX)
    .map((part) => Buffer.from(typeof part === 'string' ? `s:${part}` : `j:${JSON.stringify(part ?? null)}`));
  const head = Buffer.from([(VERSION << 4) | packed.length]);
  const sized = packed.flatMap((part) => {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(part.length);
    return [size, part];
  });
  return Buffer.concat([head, ...sized]);
}

export type Unpacked =
  | { kind: 'message'; parts: unknown[]; rest: Buffer }
  | { kind: 'incomplete' }
  | { kind: 'broken' };

export function unpackMessage(bytes: Buffer): Unpacked {
  const head = bytes[0];
  if (head === undefined) return { kind: 'incomplete' };
  if (head >> 4 !== VERSION) return { kind: 'broken' };
  const parts: unknown[] = [];
  let at = 1;
  for (let left = head & 15; left > 0; left -= 1) {
    if (bytes.length < at + 4) return { kind: 'incomplete' };
    const end = at + 4 + bytes.readUInt32BE(at);
    if (bytes.length < end) return { kind: 'incomplete' };
    const part = unpackPart(bytes.subarray(at + 4, end));
    if (part === undefined) return { kind: 'broken' };
    parts.push(part);
    at = end;
  }
  return { kind: 'message', parts, rest: bytes.subarray(at) };
}

function unpackPart(part: Buffer): unknown {
  const kind = part.toString('latin1', 0, 2);
  if (kind === 's:') return part.toString('utf8', 2);
  if (kind !== 'j:') return part.toString('latin1');
  try {
    return JSON.parse(part.toString('utf8', 2)) as unknown;
  } catch {
    return undefined;
  }
}
