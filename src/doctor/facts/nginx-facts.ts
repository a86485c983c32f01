// Facts of nginx: what it is configured to do (with file and line), what it runs as, and what the sites answer.
export interface NginxFacts {
  'nginx.config': NginxConfig;
  'nginx.process': NginxProcess;
  /** Every unix socket that nginx passes requests to, as nginx's own user and in nginx's own mounts. */
  'nginx.sockets': NginxSocket[];
  /** One real request to each site over loopback, as a user's browser would send it; and to each upstream past nginx. */
  'site.probes': SiteProbe[];
  'tls.certificates': Certificate[];
  'host.names': HostNames;
  /** Units of web servers and of php-fpm, also of those that don't run. */
  'web.units': WebUnit[];
}

export interface WebUnit {
  name: string;
  activeState: string;
  subState: string;
  result: string;
  isEnabled: boolean | null;
  inactiveSince: string | null;
  /** How its main process ended: `exited 1`, `killed 9`; null when it has not run. */
  ended: string | null;
}

export interface NginxProcess {
  /** False: nginx is installed and no master process runs; all below is then empty. */
  isRunning: boolean;
  masterPid: number;
  masterStart: number;
  startedAt: string;
  /** When the oldest worker that takes requests was started: what was loaded last. */
  loadedAt: string | null;
  workerUser: string | null;
  workers: number;
  /** `pid@start` of the workers that take requests. */
  workerKeys: string[];
  shuttingDown: number;
  openFilesMax: number | null;
  /** Of the worker that has most. */
  openFiles: number | null;
  /** nginx looks at other mounts than ours (PrivateTmp, a container). */
  hasOwnMounts: boolean;
  container: string | null;
  /** Config files changed after the workers started: not loaded yet. */
  changedSince: { file: string; changedAt: string }[];
  /** More masters than one: each is a server of its own. */
  otherMasters: number[];
}

export interface NginxSocket {
  path: string;
  /** Who must be able to connect. */
  user: string;
  /** As seen from nginx's mounts. */
  exists: boolean;
  isSocket: boolean;
  isAllowed: boolean | null;
  /** The first component that refuses the user. */
  refusedAt: PathComponent | null;
  components: PathComponent[];
  /** Whether we see a file of that name where nginx sees none, or the other way round. */
  existsHere: boolean;
  /** `pid@start` of processes that listen on this path; `sameFile` tells whether it is the file that nginx sees. */
  listeners: { holder: string; sameFile: boolean | null }[];
}

export interface PathComponent {
  path: string;
  owner: string;
  group: string;
  mode: string;
}

/** What /etc/hosts makes of names that nginx passes requests to, and of the sites' own names. */
export interface HostNames {
  hosts: Record<string, string[]>;
  /** What the resolver said, in the order in which it said it; empty: it knows no such name. */
  resolved: Record<string, string[]>;
  /** Addresses of this machine. */
  own: string[];
}

export interface Place {
  file: string;
  line: number;
}

export interface NginxConfig {
  /** The files themselves, as a rule: `nginx -T` by root makes log and pid files and changes owners of temporary folders. */
  source: 'nginx -T' | 'files';
  /** The main file. */
  main: string;
  /** What `nginx -t` says when the configuration is broken; null when it is sound or was not asked. */
  problem: { text: string; place: Place | null } | null;
  /** Included files that this user may not read: what is not found below may be in them. */
  unread: string[];
  version: string | null;
  user: string | null;
  workerConnections: number | null;
  workerRlimitNofile: number | null;
  errorLogs: string[];
  /** `format`: the text of the log_format, null for nginx's own `combined`. */
  accessLogs: { path: string; format: string | null; sites: string[] }[];
  servers: NginxServer[];
  upstreams: NginxUpstream[];
}

export interface NginxServer {
  names: string[];
  listens: {
    address: string;
    port: number;
    isTls: boolean;
    isDefault: boolean;
    isProxyProtocol?: boolean;
    place: Place;
  }[];
  certificate: string | null;
  certificateKey: string | null;
  root: string | null;
  /** `return` or a redirect for the whole server, as written. */
  returns: string | null;
  /** `large_client_header_buffers` as written. */
  largeHeaderBuffers: string | null;
  locations: NginxLocation[];
  place: Place;
}

export interface NginxLocation {
  /** As written, e.g. `/`, `~ \.php$`, `= /health`. */
  match: string;
  proxyPass: string | null;
  fastcgiPass: string | null;
  /** Names of upstream blocks or literal addresses behind it: `127.0.0.1:3000`, `unix:/run/x.sock`, `shop`. */
  target: string | null;
  /** Effective values with inheritance applied. Times in ms, sizes in bytes; null: nginx's default. */
  proxyReadTimeoutMs: number | null;
  proxyConnectTimeoutMs: number | null;
  proxyHttpVersion: string | null;
  proxyBufferSizeBytes: number | null;
  clientMaxBodySizeBytes: number | null;
  nextUpstreamTries: number | null;
  headers: Record<string, string>;
  returns: string | null;
  root: string | null;
  place: Place;
}

export interface NginxUpstream {
  name: string;
  servers: {
    address: string;
    maxFails: number | null;
    failTimeoutMs: number | null;
    isBackup: boolean;
    isDown: boolean;
    place: Place;
  }[];
  keepalive: number | null;
  keepaliveTimeoutMs: number | null;
  place: Place;
}

export interface SiteProbe {
  /** `site`: through nginx, as a browser asks; `upstream`: straight to the address that nginx passes it to. */
  kind: 'site' | 'upstream' | 'listener';
  site: string;
  /** The location that the request falls into, as written; null for upstreams. */
  location: string | null;
  /** Where nginx passes it: `127.0.0.1:3000`, `unix:/run/x.sock`, an upstream's name; null for files. */
  target: string | null;
  url: string;
  status: number | null;
  tookMs: number;
  /** ECONNREFUSED, timeout, certificate …; null when a status came. */
  error: string | null;
  /** First words of an HTML title or JSON message of an error answer. */
  says: string | null;
  server: string | null;
  /** Where a redirect leads. */
  redirectsTo: string | null;
  /** `Keep-Alive: timeout=` of the answer, in seconds. */
  keepAliveSeconds: number | null;
}

export interface Certificate {
  site: string;
  port: number;
  file: string | null;
  /** What is served (openssl-like handshake on loopback); null when it could not be asked. */
  servedNotAfter: string | null;
  fileNotAfter: string | null;
  fileModifiedAt: string | null;
  /** Whether what is served is what the file holds; null when either is not known. */
  isServedFromFile: boolean | null;
  names: string[];
  error: string | null;
}
