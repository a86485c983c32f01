// Writes calls and reads answers of XML-RPC, as much of it as Supervisor speaks. Pure.
export type XmlValue = string | number | boolean | null | XmlValue[] | { [name: string]: XmlValue };

export const writeCall = (method: string): string =>
  `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params/></methodCall>`;

export type XmlAnswer = { kind: 'value'; value: XmlValue } | { kind: 'fault'; text: string } | { kind: 'unreadable' };

const DEPTH_MAX = 20;

export function readAnswer(xml: string): XmlAnswer {
  const tokens = tokenize(xml);
  const start = tokens.findIndex((token) => token === '<value>' || token === '<value/>');
  if (start < 0 || !xml.includes('<methodResponse')) return { kind: 'unreadable' };
  const { value } = readValue(tokens, start, 0);
  if (!tokens.slice(0, start).includes('<fault>')) return { kind: 'value', value };
  const text = value !== null && typeof value === 'object' && !Array.isArray(value) ? value['faultString'] : value;
  return { kind: 'fault', text: String(text ?? 'fault') };
}

/** Tags without attributes, and the text between them. */
function tokenize(xml: string): string[] {
  return (xml.match(/<[^>]*>|[^<]+/g) ?? [])
    .filter((token) => !token.startsWith('<?') && !token.startsWith('<!'))
    .map((token) => (token.startsWith('<') ? token.replace(/\s[^>]*?(\/?)>$/, '$1>').toLowerCase() : token))
    .filter((token, index, all) => token.startsWith('<') || token.trim() !== '' || all[index - 1] === '<string>');
}

interface Read {
  value: XmlValue;
  next: number;
}

/** `at` is at `<value>`. What is broken off or nested too deep reads as null. */
function readValue(tokens: string[], at: number, depth: number): Read {
  if (tokens[at] === '<value/>' || depth > DEPTH_MAX) return { value: null, next: at + 1 };
  const tag = tokens[at + 1] ?? '';
  if (tag === '</value>') return { value: '', next: at + 2 };
  if (!tag.startsWith('<')) return { value: unescapeXml(tag), next: endOf(tokens, at + 2, '</value>') };
  if (tag === '<struct>') return readStruct(tokens, at + 2, depth);
  if (tag === '<array>') return readArray(tokens, at + 2, depth);
  const text = tokens[at + 2] ?? '';
  const isEmpty = text.startsWith('<');
  return { value: readScalar(tag, isEmpty ? '' : unescapeXml(text)), next: endOf(tokens, at + 2, '</value>') };
}

function readStruct(tokens: string[], from: number, depth: number): Read {
  const value: { [name: string]: XmlValue } = {};
  let at = from;
  while (at < tokens.length && tokens[at] !== '</struct>') {
    if (tokens[at] !== '<name>') {
      at += 1;
      continue;
    }
    const name = tokens[at + 1] ?? '';
    const start = tokens.indexOf('<value>', at);
    if (start < 0) break;
    const read = readValue(tokens, start, depth + 1);
    value[unescapeXml(name)] = read.value;
    at = read.next;
  }
  return { value, next: endOf(tokens, at, '</value>') };
}

function readArray(tokens: string[], from: number, depth: number): Read {
  const value: XmlValue[] = [];
  let at = from;
  while (at < tokens.length && tokens[at] !== '</array>') {
    if (tokens[at] !== '<value>' && tokens[at] !== '<value/>') {
      at += 1;
      continue;
    }
    const read = readValue(tokens, at, depth + 1);
    value.push(read.value);
    at = read.next;
  }
  return { value, next: endOf(tokens, at, '</value>') };
}

function endOf(tokens: string[], from: number, tag: string): number {
  const end = tokens.indexOf(tag, from);
  return end < 0 ? tokens.length : end + 1;
}

function readScalar(tag: string, text: string): XmlValue {
  if (/^<(int|i4|i8|double)>$/.test(tag)) return Number(text) || 0;
  if (tag === '<boolean>') return text.trim() === '1';
  return tag === '<nil/>' ? null : text;
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const unescapeXml = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    if (name !== undefined) return ENTITIES[name] ?? whole;
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
