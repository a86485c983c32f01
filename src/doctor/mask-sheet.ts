// Makes a sheet fit to be given to others: what collectors let through is masked once more, and people's addresses go. Says
// what was masked, so that whoever sends it knows.
import { maskSecrets } from './collect/mask.ts';
import type { FactSheet } from './model.ts';

export interface MaskedSheet {
  sheet: FactSheet;
  /** What was taken out and how often; nothing that was in it. */
  masked: { what: string; count: number }[];
}

const MASK = '***';
/** As nginx names its visitors, and databases and loggers theirs. */
const CLIENT =
  /\b(client: |client=|remote_?addr[=:] ?|from |ip[=:] ?)((?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{0,4}:[0-9a-f:]{3,})(?![\w.])/gi;
const OUTSIDE_IP =
  /(?<![\w.])(?!(?:127|10|0|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254|255)\.)(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w.]|\.\d)/g;
const HOME = /(\/home\/)(?!(?:deploy|ubuntu|debian|app|www|node|admin|user)\b)([\w.-]+)/g;

export function maskSheet(sheet: FactSheet): MaskedSheet {
  const counts = new Map<string, number>();
  const note = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
  const people = new Map<string, string>();
  const maskText = (text: string): string => {
    const secret = maskSecrets(text);
    if (secret !== text) note('texts with a secret or a mail address');
    return secret
      .replace(CLIENT, (_, before: string) => {
        note('addresses of visitors');
        return `${before}${MASK}`;
      })
      .replace(OUTSIDE_IP, (address) => {
        note('public addresses');
        return renamed(people, `address ${address}`, 'address');
      })
      .replace(HOME, (_, before: string, name: string) => {
        note('names of home folders');
        return `${before}${renamed(people, `home ${name}`, 'person')}`;
      });
  };
  const facts = maskValue(sheet.facts, maskText) as FactSheet['facts'];
  return { sheet: { ...sheet, facts }, masked: [...counts].map(([what, count]) => ({ what, count })) };
}

/** One name for one thing everywhere, so that what belongs together still does. */
function renamed(names: Map<string, string>, key: string, prefix: string): string {
  const known =
    names.get(key) ??
    `${prefix}-${[...names.keys()].filter((one) => one.startsWith(key.split(' ')[0] ?? '')).length + 1}`;
  names.set(key, known);
  return known;
}

function maskValue(value: unknown, maskText: (text: string) => string): unknown {
  if (typeof value === 'string') return maskText(value);
  if (Array.isArray(value)) return value.map((one) => maskValue(one, maskText));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [maskText(name), maskValue(one, maskText)]));
}
