// Facts of nginx: what it is configured to do (with file and line), what it runs as, and what the sites answer.
export interface NginxFacts {
  'nginx.config': NginxConfig;
  'nginx.process': {
    masterPid: number;
    masterStart: number;
    startedAt: string;
    workerUser: string | null;
    workers: number;
    shuttingDown: number;
    openFilesMax: number | null /** Config files changed after the workers started: not loaded yet. */;
    changedSince: string[];
  };
  /** One real request to each site over loopback, as a user's browser would send it. */
  'site.probes': SiteProbe[];
  'tls.certificates': Certificate[];
}

export interface Place {
  file: string;
  line: number;
}

export interface NginxConfig {
  /** `nginx -T`, or the files themselves when that could not be run. */
  source: 'nginx -T' | 'files';
  /** What `nginx -t` says when the configuration is broken; null when it is sound or was not asked. */
  problem: { text: string; place: Place | null } | null;
  version: string | null;
  user: string | null;
  workerConnections: number | null;
  workerRlimitNofile: number | null;
  errorLogs: string[];
  accessLogs: { path: string; format: string | null }[];
  servers: NginxServer[];
  upstreams: NginxUpstream[];
}

export interface NginxServer {
  names: string[];
  listens: { address: string; port: number; isTls: boolean; isDefault: boolean; place: Place }[];
  certificate: string | null;
  certificateKey: string | null;
  root: string | null;
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
  site: string;
  url: string;
  status: number | null;
  tookMs: number;
  /** ECONNREFUSED, timeout, certificate …; null when a status came. */
  error: string | null;
  /** First words of an HTML title or JSON message of an error answer. */
  says: string | null;
  server: string | null;
}

export interface Certificate {
  site: string;
  file: string | null;
  /** What is served (openssl-like handshake on loopback); null when it could not be asked. */
  servedNotAfter: string | null;
  fileNotAfter: string | null;
  names: string[];
  error: string | null;
}
