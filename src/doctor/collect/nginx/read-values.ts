// Reads nginx's own notations: sizes, times, addresses of `listen`, targets of `proxy_pass`.
import { unixPathOf } from '../../join/addresses.ts';

const SIZE = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 } as const;
const TIME_MS = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  M: 2_592_000_000,
  y: 31_536_000_000,
};

/** `8k`, `1m`, `512`; null for what nginx would refuse. */
export function readSize(text: string | undefined): number | null {
  const found = /^(\d{1,15})([kmg]?)$/i.exec(text ?? '');
  if (!found) return null;
  return Number(found[1]) * SIZE[(found[2] ?? '').toLowerCase() as keyof typeof SIZE];
}

/** `60`, `60s`, `1h30m`, `500ms`; a number alone is seconds. */
export function readTime(text: string | undefined): number | null {
  if (text === undefined || text === '') return null;
  let total = 0;
  let rest = text.replaceAll(' ', '');
  while (rest !== '') {
    const found = /^(\d{1,12})(ms|[smhdwMy]?)/.exec(rest);
    if (!found) return null;
    total += Number(found[1]) * TIME_MS[(found[2] || 's') as keyof typeof TIME_MS];
    rest = rest.slice(found[0].length);
  }
  return total;
}

export interface ListenAddress {
  address: string;
  port: number;
}

/** `80`, `*:80`, `[::]:443`, `127.0.0.1`, `unix:/run/x.sock` (port 0). */
export function readListen(text: string): ListenAddress {
  if (text.startsWith('unix:')) return { address: text, port: 0 };
  if (/^\d+$/.test(text)) return { address: '*', port: Number(text) };
  const found = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(text);
  const address = (found?.[1] ?? text) || '*';
  return { address: address === '0.0.0.0' ? '*' : address, port: Number(found?.[2] ?? 80) };
}

/**
 * What stands behind `proxy_pass`, `fastcgi_pass` or `server`: an upstream's name, `host:port` or `unix:/path`. Null when it
 * is made of variables: where that leads is known at the time of a request only.
 */
export function readTarget(text: string, isUpstream: (name: string) => boolean): string | null {
  const found = /^(?:(https?|grpcs?|h2c):\/\/)?(.*)$/i.exec(text);
  const rest = found?.[2] ?? '';
  if (rest === '' || rest.includes('$')) return null;
  if (rest.startsWith('unix:')) return `unix:${unixPathOf(rest)}`;
  const host = rest.split(/[/?]/)[0] ?? '';
  if (isUpstream(host)) return host;
  if (/:\d+$/.test(host)) return host;
  const scheme = (found?.[1] ?? 'http').toLowerCase();
  return `${host}:${scheme === 'https' || scheme === 'grpcs' ? 443 : 80}`;
}
