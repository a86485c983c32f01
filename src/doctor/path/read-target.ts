// Reads what a person asks about: a URL, a site's name, a port, a unit or an application.
import type { PathTarget } from './model.ts';

/** `sites`: names that nginx knows, so that `shop.example` is told from `shop.service`. */
export function readTarget(text: string, sites: readonly string[] = []): PathTarget | null {
  const trimmed = text.trim();
  if (trimmed === '' || /\s/.test(trimmed)) return null;
  const port = /^:?(\d{1,5})$/.exec(trimmed)?.[1];
  if (port !== undefined)
    return Number(port) > 0 && Number(port) < 65_536 ? { kind: 'port', port: Number(port) } : null;
  if (/^https?:\/\//i.test(trimmed)) return URL.canParse(trimmed) ? ofUrl(new URL(trimmed), true) : null;
  const isUnit = /\.(service|socket|timer|scope|target)$/.test(trimmed);
  const looksLikeHost =
    sites.includes(trimmed.split(/[/:]/)[0] ?? '') ||
    /^(localhost|(?:\d{1,3}\.){3}\d{1,3})(?=[:/]|$)/.test(trimmed) ||
    /^[a-z0-9-]+(\.[a-z0-9-]+)+([:/]|$)/i.test(trimmed);
  if (looksLikeHost && !isUnit && URL.canParse(`http://${trimmed}`)) return ofUrl(new URL(`http://${trimmed}`), false);
  return { kind: 'name', name: trimmed };
}

const ofUrl = (url: URL, isSchemeTold: boolean): PathTarget => ({
  kind: 'url',
  isTls: isSchemeTold ? url.protocol === 'https:' : null,
  host: url.hostname.replace(/^\[|\]$/g, ''),
  port: url.port === '' ? null : Number(url.port),
  path: url.pathname,
});
