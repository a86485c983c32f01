// Decides which requests are sent to find out how the sites answer: for each site one request a place that it passes
// requests to, through nginx; and one to each such place itself.
import type { NginxConfig, NginxLocation, NginxServer } from '../../facts/nginx-facts.ts';
import type { ListenerFact, ProcessFact } from '../../facts/process-facts.ts';
import { isUnix, readTcp, unixPathOf } from '../../join/addresses.ts';
import { passedTargets, siteName } from '../../join/passed-targets.ts';

export interface PlannedProbe {
  kind: 'site' | 'upstream' | 'listener';
  site: string;
  location: string | null;
  target: string | null;
  isTls: boolean;
  /** Where to connect. */
  to: { host: string; port: number } | { socketPath: string };
  /** Host header and TLS name. */
  host: string;
  path: string;
  /** Only a connection is made: what listens there speaks no HTTP. */
  isConnectOnly: boolean;
}

const PER_SITE_MAX = 4;
const PROBES_MAX = 48;

/** `own`: addresses of this machine; a site that listens on another one is not asked. */
export function planProbes(config: NginxConfig, own: string[]): PlannedProbe[] {
  const sites = config.servers.flatMap((server) => planSite(server, own)).slice(0, PROBES_MAX);
  const seen = new Set<string>();
  const upstreams = passedTargets(config).flatMap((one): PlannedProbe[] => {
    if (one.isDown || seen.has(one.address)) return [];
    seen.add(one.address);
    const tcp = readTcp(one.address);
    if (!isUnix(one.address) && tcp === null) return [];
    return [
      {
        kind: 'upstream',
        site: one.site,
        location: null,
        target: one.address,
        isTls: /^(https|grpcs):/.test(one.location.proxyPass ?? ''),
        to: tcp ?? { socketPath: unixPathOf(one.address) },
        host: hostOf(one.server),
        path: pathOf(one.location) ?? '/',
        isConnectOnly: one.isFastcgi || /^grpcs?:/.test(one.location.proxyPass ?? ''),
      },
    ];
  });
  return [...sites, ...upstreams.slice(0, PROBES_MAX)];
}

function planSite(server: NginxServer, own: string[]): PlannedProbe[] {
  const listens = server.listens.filter(
    (one) => one.port !== 0 && !one.isProxyProtocol && loopbackFor(one.address, own) !== null,
  );
  const listen = listens.find((one) => one.isTls && server.certificate !== null) ?? listens.find((one) => !one.isTls);
  if (!listen) return [];
  const to = { host: loopbackFor(listen.address, own) ?? '127.0.0.1', port: listen.port };
  const base = {
    kind: 'site' as const,
    site: siteName(server),
    isTls: listen.isTls,
    to,
    host: hostOf(server),
    isConnectOnly: false,
  };
  const seen = new Set<string>();
  const places = server.locations.flatMap((location): PlannedProbe[] => {
    const path = pathOf(location);
    const key = location.target ?? '';
    if (path === null || seen.has(key) || (location.target === null && path !== '/')) return [];
    seen.add(key);
    return [{ ...base, location: location.match, target: location.target, path }];
  });
  return places.length > 0 ? places.slice(0, PER_SITE_MAX) : [{ ...base, location: null, target: null, path: '/' }];
}

/** A path that surely falls into the location; null when none can be made up. */
function pathOf({ match, fastcgiPass }: NginxLocation): string | null {
  if (match.includes(' if ') || match.includes('limit_except')) return null;
  if (match.startsWith('@')) return '/';
  const [operator, rest] = /^(=|\^~|~\*?)\s+(.*)$/.exec(match)?.slice(1) ?? ['', match];
  if (operator?.startsWith('~')) {
    if (fastcgiPass !== null && /php/.test(match)) return '/index.php';
    return /^\^(\/[\w/-]+)(?:\(\.\*\)|\.\*|\$|$)/.exec(rest ?? '')?.[1] ?? null;
  }
  return /^\/[^\s]*$/.test(rest ?? '') ? (rest ?? null) : null;
}

export function loopbackFor(address: string, own: string[]): string | null {
  const plain = address.replace(/^\[|\]$/g, '');
  if (plain === '*' || plain === '0.0.0.0') return '127.0.0.1';
  if (plain === '::') return '::1';
  if (plain === 'localhost') return '127.0.0.1';
  return own.includes(plain) || plain.startsWith('127.') ? plain : null;
}

/** A name that nginx finds this site by. */
export function hostOf({ names }: NginxServer): string {
  const name = names.find((one) => /^[\w.-]+$/.test(one) && one !== '_' && !one.startsWith('.'));
  if (name !== undefined) return name;
  const wild = names.find((one) => /^(\*\.|\.)[\w.-]+$/.test(one));
  return wild === undefined ? 'localhost' : wild.replace(/^\*\./, 'www.').replace(/^\./, '');
}

/** Debuggers and databases are not asked, and nginx isn't either. */
const NOT_HTTP = new Set([22, 25, 53, 80, 443, 3306, 5432, 6379, 9000, 9229, 11_211, 27_017]);
const LISTENERS_MAX = 8;

/** Node processes that listen where nginx passes nothing: asked when a place that nginx passes to is found empty. */
export function planListenerProbes(
  config: NginxConfig,
  listeners: ListenerFact[],
  processes: ProcessFact[],
): PlannedProbe[] {
  const nodes = new Set(processes.filter((one) => one.isNode).map(({ pid, start }) => `${pid}@${start}`));
  const passed = passedTargets(config);
  const ports = new Set(passed.map(({ address }) => readTcp(address)?.port ?? 0));
  const paths = new Set(passed.filter(({ address }) => isUnix(address)).map(({ address }) => unixPathOf(address)));
  const common = {
    kind: 'listener' as const,
    location: null,
    isTls: false,
    path: '/',
    isConnectOnly: false,
    site: '',
    host: passed[0] ? hostOf(passed[0].server) : 'localhost',
  };
  const seen = new Set<string>();
  return listeners
    .filter((one) => one.holders.some((holder) => nodes.has(holder)))
    .flatMap((one): PlannedProbe[] => {
      const isFree =
        one.kind === 'tcp'
          ? one.port !== null && !ports.has(one.port) && !NOT_HTTP.has(one.port)
          : one.path?.startsWith('/') === true && !paths.has(one.path);
      const key = one.kind === 'tcp' ? String(one.port) : (one.path ?? '');
      if (!isFree || seen.has(key)) return [];
      seen.add(key);
      if (one.kind === 'unix') return [{ ...common, target: `unix:${one.path}`, to: { socketPath: one.path ?? '' } }];
      const host =
        one.host === null || one.host === '0.0.0.0' || one.host === '*'
          ? '127.0.0.1'
          : one.host === '::'
            ? '::1'
            : one.host;
      return [
        {
          ...common,
          target: `${host.includes(':') ? `[${host}]` : host}:${one.port}`,
          to: { host, port: one.port ?? 0 },
        },
      ];
    })
    .slice(0, LISTENERS_MAX);
}
