// Finds the server and location that a line of nginx's error log is about.
import type { Message } from '../facts/message-facts.ts';
import type { NginxConfig, NginxLocation, NginxServer } from '../facts/nginx-facts.ts';
import { siteName } from './passed-targets.ts';

export interface LogPlace {
  server: NginxServer;
  location: NginxLocation | null;
}

export function placeOf({ servers }: Pick<NginxConfig, 'servers'>, { data }: Pick<Message, 'data'>): LogPlace | null {
  const named = servers.filter((one) => one.names.includes(data['site'] ?? '') || siteName(one) === data['site']);
  // Of a plain and a TLS block with one name, the one that passes requests on is meant.
  const server = named.find(({ locations }) => locations.some(({ target }) => target !== null)) ?? named[0];
  if (!server) return null;
  return { server, location: locationFor(server, pathOf(data['request'] ?? '')) };
}

const pathOf = (request: string): string => request.slice(request.indexOf(' ') + 1).replace(/…$/, '');

/** As nginx chooses: exact, then the longest prefix; regular expressions only where a plain suffix decides. */
export function locationFor({ locations }: Pick<NginxServer, 'locations'>, path: string): NginxLocation | null {
  const exact = locations.find(({ match }) => match === `= ${path}`);
  if (exact) return exact;
  const suffix = /(\.\w+)$/.exec(path)?.[1];
  const bySuffix =
    suffix === undefined
      ? undefined
      : locations.find(({ match }) => /^~\*? /.test(match) && match.endsWith(`\\${suffix}$`));
  const prefixes = locations.filter(
    ({ match }) => path.startsWith(match.replace(/^\^~ /, '')) && match.replace(/^\^~ /, '').startsWith('/'),
  );
  const longest = prefixes.toSorted((a, b) => b.match.length - a.match.length)[0];
  return (longest?.match.startsWith('^~ ') ? longest : (bySuffix ?? longest)) ?? null;
}
