// What nginx's error log says, by mechanism (wordings of ngx_event_connect.c, ngx_http_upstream.c and ngx_log.c, 1.18 to 1.28;
// musl words some system errors otherwise, so their numbers count). Each carries upstream, site and request where the line does.
import type { MessagePattern } from './pattern.ts';

const TO_UPSTREAM = 'while connecting to upstream';

export const nginxPatterns: MessagePattern[] = [
  connect('nginx-connect-refused', '111'),
  connect('nginx-connect-absent', '2'),
  connect('nginx-connect-denied', '13'),
  connect('nginx-connect-unreachable', '(?:113|101)'),
  connect('nginx-no-local-port', '99'),
  connect('nginx-queue-full', '11'),
  {
    kind: 'nginx-files-exhausted',
    pattern: /\b(\w+)\(\)[^(]{0,200}failed \(24: /,
    data: (_, record) => around(record),
    hint: 'failed (24: ',
  },
  {
    kind: 'nginx-upstream-closed',
    pattern: /upstream prematurely closed connection while (?<while>[\w ]+)/,
    data: withGroups,
  },
  {
    kind: 'nginx-upstream-reset',
    pattern:
      /\b(?:recv|readv|send|writev|connect)\(\)[^(]{0,200}failed \((?:104|32): [^)]{1,60}\) while (?<while>(?:reading|sending|connecting)[\w ]*(?:from|to)? ?upstream)/,
    data: withGroups,
    hint: 'upstream',
  },
  {
    kind: 'nginx-upstream-timeout',
    pattern: /upstream timed out \(110: [^)]{1,60}\) while (?<while>[\w ]+)/,
    data: withGroups,
  },
  {
    kind: 'nginx-no-live-upstreams',
    pattern: /no live upstreams while connecting to upstream/,
    data: (_, record) => around(record),
  },
  {
    kind: 'nginx-header-too-big',
    pattern: /upstream sent too big header while reading response header/,
    data: (_, record) => around(record),
  },
  { kind: 'nginx-request-header-too-big', pattern: /client sent too long (?<what>header line|URI)/, data: withGroups },
  {
    kind: 'nginx-body-too-big',
    pattern: /client intended to send too large (?:chunked )?body: (\d+)/,
    // Two digits are enough to see how far off the limit is, and keep equal cases together.
    data: (found, record) => ({ ...around(record), bytes: String(Number(Number(found[1]).toPrecision(2))) }),
  },
  { kind: 'nginx-connections-exhausted', pattern: /(?<limit>\d+) worker_connections are not enough/, data: withGroups },
  {
    kind: 'nginx-host-not-found',
    pattern:
      /host not found in upstream "(?<host>[^"\s]{1,255})"|(?<name>[\w.-]{1,255}) could not be resolved|no resolver defined to resolve (?<other>[\w.-]{1,255})/,
    data: (found, record) => {
      const { host, name, other } = found.groups ?? {};
      return { ...placeIn(record), ...around(record), host: (host ?? name ?? other ?? '').replace(/:\d+$/, '') };
    },
  },
  {
    kind: 'nginx-bind-refused',
    pattern: /bind\(\) to (?<address>\S+) failed \((?<errno>\d+): /,
    data: (found) => {
      const { address = '', errno = '' } = found.groups ?? {};
      const port = /:(\d+)$/.exec(address)?.[1];
      return { address, errno, ...(port === undefined || address.startsWith('unix:') ? {} : { port }) };
    },
  },
  {
    kind: 'nginx-certificate-unreadable',
    pattern:
      /cannot load certificate(?: key)? "(?<path>[^"]{1,300})"|SSL_CTX_use_PrivateKey(?:_file)?\("(?<key>[^"]{1,300})"\) failed/,
    data: (found) => ({ path: found.groups?.['path'] ?? found.groups?.['key'] ?? '' }),
    hint: 'failed',
  },
  {
    kind: 'nginx-config-broken',
    pattern: /\[emerg\][^\n]{0,600} in (?<file>\/[^\s:]{1,300}):(?<line>\d+)/,
    data: withGroups,
  },
  {
    kind: 'nginx-permission-denied',
    pattern: /"(?<path>\/[^"]{1,300})" (?:is forbidden|failed|is not found) \(13: /,
    data: withGroups,
    hint: '(13: ',
  },
  {
    kind: 'nginx-file-absent',
    pattern: /"(?<path>\/[^"]{1,300})" (?:is not found|failed) \(2: /,
    data: withGroups,
    hint: ' (2: ',
  },
];

function connect(kind: MessagePattern['kind'], errno: string): MessagePattern {
  const pattern = new RegExp(`connect\\(\\)(?: to (\\S{1,300}))? failed \\(${errno}: [^)]{1,60}\\) ${TO_UPSTREAM}`);
  return {
    kind,
    pattern,
    data: (found, record) => {
      const peer = found[1] === undefined ? {} : { upstream: found[1].replace(/^(unix:[^:]+).*$/, '$1') };
      return { ...peer, ...around(record) };
    },
    hint: TO_UPSTREAM,
  };
}

function withGroups(found: RegExpExecArray, record: string): Record<string, string> {
  const own = Object.entries(found.groups ?? {}).filter(([, value]) => value !== undefined);
  return { ...around(record), ...Object.fromEntries(own.map(([name, value]) => [name, value.trim()])) };
}

function placeIn(record: string): Record<string, string> {
  const place = / in (\/[^\s:]{1,300}):(\d+)/.exec(record);
  return place ? { file: place[1] ?? '', line: place[2] ?? '' } : {};
}

/** The tail that nginx adds to a line about a request: `client: …, server: …, request: "…", upstream: "…", host: "…"`. */
function around(record: string): Record<string, string> {
  const data: Record<string, string> = {};
  const site = /, server: ([^,\s]{0,255}),/.exec(record)?.[1] || /, host: "([^"\s]{1,255})"/.exec(record)?.[1];
  if (site) data['site'] = site;
  const request = /, request: "([A-Z]{1,20}) ([^"\s]{0,2000})/.exec(record);
  if (request) data['request'] = `${request[1]} ${shortPath(request[2] ?? '', 2)}`;
  const upstream = /, upstream: "(\w{1,10}):\/\/([^"]{1,2000})"/.exec(record);
  if (upstream) {
    const [, scheme = '', rest = ''] = upstream;
    data['upstream'] = rest.startsWith('unix:')
      ? `unix:${rest.slice(5).replace(/:.*$/, '')}`
      : (rest.split('/')[0] ?? rest);
    if (scheme !== 'http' && scheme !== 'https') data['protocol'] = scheme;
  }
  return data;
}

const PATH_MAX = 60;

/** Without query, and with numbers and keys as places to fill, so that requests of one kind are one; and nobody is named. */
export function shortPath(url: string, partsMax = 6): string {
  const parts = (url.split('?')[0] ?? '').split('/');
  const path = [...parts.slice(0, partsMax + 1), ...(parts.length > partsMax + 1 ? ['…'] : [])]
    .map((part) => (/^\d+$|^[0-9a-f-]{16,}$|@|%40/i.test(part) || part.length > 40 ? ':id' : part))
    .join('/');
  return path.length > PATH_MAX ? `${path.slice(0, PATH_MAX - 1)}…` : path;
}
