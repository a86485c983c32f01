// Says what a configuration means: sites, locations and upstreams with the values in force after inheritance.
// An order of nginx's own: what is nearest wins; `proxy_pass` is never inherited, `proxy_set_header` only as a whole.
import type { NginxConfig, NginxLocation, NginxServer, NginxUpstream } from '../../facts/nginx-facts.ts';
import { maskSecrets, maskValues } from '../mask.ts';
import type { Directive } from './parse-nginx.ts';
import { readListen, readSize, readTarget, readTime } from './read-values.ts';

/** From the innermost block outwards. */
type Scopes = Directive[][];

export type Described = Pick<
  NginxConfig,
  'user' | 'workerConnections' | 'workerRlimitNofile' | 'servers' | 'upstreams'
>;

const PASSES = ['proxy_pass', 'grpc_pass', 'fastcgi_pass'];

export function describeConfig(top: Directive[]): Described {
  const http = blocks(top, 'http').flatMap((one) => one.block ?? []);
  const upstreams = blocks(http, 'upstream').map(describeUpstream);
  const events = blocks(top, 'events').flatMap((one) => one.block ?? []);
  return {
    user: valueOf([top], 'user'),
    workerConnections: numberOrNull(valueOf([events], 'worker_connections')),
    workerRlimitNofile: numberOrNull(valueOf([top], 'worker_rlimit_nofile')),
    servers: blocks(http, 'server').map((server) =>
      describeServer(server, [http, top], new Set(upstreams.map(({ name }) => name))),
    ),
    upstreams,
  };
}

const blocks = (directives: Directive[], name: string): Directive[] =>
  directives.filter((one) => one.name === name && one.block !== null);

/** The nearest one's arguments; the last of several, as where nginx allows several it is the last that we'd name. */
function argsOf(scopes: Scopes, name: string): string[] | null {
  for (const scope of scopes) {
    const found = scope.findLast((one) => one.name === name && one.block === null);
    if (found) return found.args;
  }
  return null;
}

const valueOf = (scopes: Scopes, name: string): string | null => argsOf(scopes, name)?.[0] ?? null;

const numberOrNull = (text: string | null): number | null =>
  text !== null && /^\d+$/.test(text) ? Number(text) : null;

function describeUpstream({ args, block, place }: Directive): NginxUpstream {
  const own = block ?? [];
  return {
    name: args[0] ?? '',
    servers: own
      .filter((one) => one.name === 'server' && one.args[0] !== undefined)
      .map((server) => ({
        address: readTarget(server.args[0] ?? '', () => false) ?? server.args[0] ?? '',
        maxFails: numberOrNull(optionOf(server, 'max_fails')),
        failTimeoutMs: readTime(optionOf(server, 'fail_timeout') ?? undefined),
        isBackup: server.args.includes('backup'),
        isDown: server.args.includes('down'),
        place: server.place,
      })),
    keepalive: numberOrNull(valueOf([own], 'keepalive')),
    keepaliveTimeoutMs: readTime(valueOf([own], 'keepalive_timeout') ?? undefined),
    place,
  };
}

const optionOf = ({ args }: Directive, name: string): string | null =>
  args.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;

function describeServer({ block, place }: Directive, outer: Scopes, upstreams: Set<string>): NginxServer {
  const own = block ?? [];
  const scopes = [own, ...outer];
  const names = own.filter((one) => one.name === 'server_name').flatMap((one) => one.args);
  const listens = own.filter((one) => one.name === 'listen' && one.args[0] !== undefined);
  const isOldTls = valueOf(scopes, 'ssl') === 'on';
  return {
    names: names.filter((name) => name !== '').length > 0 ? names.filter((name) => name !== '') : ['_'],
    listens:
      listens.length === 0
        ? [{ address: '*', port: 80, isTls: isOldTls, isDefault: false, place }]
        : listens
            .filter((one) => !one.args.includes('quic'))
            .map((one) => ({
              ...readListen(one.args[0] ?? ''),
              isTls: isOldTls || one.args.includes('ssl'),
              isDefault: one.args.includes('default_server') || one.args.includes('default'),
              isProxyProtocol: one.args.includes('proxy_protocol'),
              place: one.place,
            })),
    certificate: valueOf(scopes, 'ssl_certificate'),
    certificateKey: valueOf(scopes, 'ssl_certificate_key'),
    root: valueOf(scopes, 'root'),
    returns: returnOf(own),
    largeHeaderBuffers: argsOf(scopes, 'large_client_header_buffers')?.join(' ') ?? null,
    locations: describeLocations(own, scopes, upstreams, ''),
    place,
  };
}

function describeLocations(
  block: Directive[],
  scopes: Scopes,
  upstreams: Set<string>,
  outerMatch: string,
): NginxLocation[] {
  return block.flatMap((directive) => {
    const own = directive.block;
    if (own === null || !['location', 'if', 'limit_except'].includes(directive.name)) return [];
    const isIf = directive.name !== 'location';
    const match = isIf
      ? `${outerMatch} ${directive.name} ${directive.args.join(' ')}`.trim()
      : directive.args.join(' ');
    const inner = [own, ...scopes];
    const nested = describeLocations(own, inner, upstreams, match);
    // A condition that only sets something or answers at once is no place of its own to pass requests from.
    const isPlace = !isIf || own.some((one) => PASSES.includes(one.name));
    return isPlace ? [describeLocation(match, directive, own, inner, upstreams), ...nested] : nested;
  });
}

function describeLocation(
  match: string,
  directive: Directive,
  own: Directive[],
  scopes: Scopes,
  upstreams: Set<string>,
): NginxLocation {
  const pass = own.findLast((one) => PASSES.includes(one.name));
  const written = pass?.args[0] === undefined ? null : maskSecrets(pass.args[0]);
  const isFastcgi = pass?.name === 'fastcgi_pass';
  const headers = nearestWith(scopes, isFastcgi ? 'fastcgi_param' : 'proxy_set_header');
  const of = (name: string): string | undefined =>
    valueOf(scopes, `${isFastcgi ? 'fastcgi' : 'proxy'}_${name}`) ?? undefined;
  return {
    match,
    proxyPass: isFastcgi ? null : written,
    fastcgiPass: isFastcgi ? written : null,
    target: written === null ? null : readTarget(resolve(written, scopes), (name) => upstreams.has(name)),
    proxyReadTimeoutMs: readTime(of('read_timeout')),
    proxyConnectTimeoutMs: readTime(of('connect_timeout')),
    proxyHttpVersion: valueOf(scopes, 'proxy_http_version'),
    proxyBufferSizeBytes: readSize(of('buffer_size')),
    clientMaxBodySizeBytes: readSize(valueOf(scopes, 'client_max_body_size') ?? undefined),
    nextUpstreamTries: numberOrNull(of('next_upstream_tries') ?? null),
    headers: isFastcgi ? {} : maskValues(Object.fromEntries(headers.map(({ args }) => [args[0] ?? '', args[1] ?? '']))),
    returns: returnOf(own),
    root: valueOf(scopes, 'root') ?? valueOf([own], 'alias'),
    place: directive.place,
  };
}

/** `set $backend 127.0.0.1:3000; proxy_pass http://$backend;` is a common way around a name that is unknown at the start. */
const resolve = (text: string, scopes: Scopes): string =>
  text.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (variable, braced: string | undefined, bare: string | undefined) => {
    const name = braced ?? bare ?? '';
    const set = scopes.flat().find((one) => one.name === 'set' && one.args[0] === `$${name}`);
    const value = set?.args[1];
    return value === undefined || value.includes('$')
      ? name === 'request_uri' || name === 'uri'
        ? ''
        : variable
      : value;
  });

const returnOf = (block: Directive[]): string | null =>
  maskSecrets(block.find((one) => one.name === 'return' && one.block === null)?.args.join(' ') ?? '') || null;

const nearestWith = (scopes: Scopes, name: string): Directive[] =>
  scopes.map((scope) => scope.filter((one) => one.name === name)).find((found) => found.length > 0) ?? [];
