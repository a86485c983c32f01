// Collects the certificates that sites serve, by a handshake over loopback, and the ones that their files hold.
import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { readServedCertificate } from '../../../host/linux/served-certificate.ts';
import type { Certificate, NginxServer } from '../../facts/nginx-facts.ts';
import { siteName } from '../../join/passed-targets.ts';
import { type Collector, known, none } from '../collector.ts';
import { hostOf, loopbackFor } from './plan-probes.ts';

const HANDSHAKE_MS = 1500;
const SITES_MAX = 24;

export const certificatesCollector: Collector = {
  name: 'certificates',
  ids: ['tls.certificates'],
  stage: 2,
  budgetMs: 2500,
  collect: async (look) => {
    const config = look.find('nginx.config');
    if (config === null) return { 'tls.certificates': none };
    const isReachable = look.find('nginx.process')?.container == null;
    const own = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
    const servers = config.servers.filter((server) => server.listens.some((one) => one.isTls)).slice(0, SITES_MAX);
    return {
      'tls.certificates': known(await Promise.all(servers.map((server) => describe(server, isReachable ? own : [])))),
    };
  },
};

async function describe(server: NginxServer, own: string[]): Promise<Certificate> {
  const file = readFile(server.certificate);
  const listen = server.listens.find(
    (one) => one.isTls && !one.isProxyProtocol && loopbackFor(one.address, own) !== null,
  );
  const port = listen?.port ?? 443;
  const host = listen ? loopbackFor(listen.address, own) : null;
  const served =
    host === null ? null : await readServedCertificate({ host, port, name: hostOf(server), timeoutMs: HANDSHAKE_MS });
  const cert = served?.certificate ?? null;
  return {
    site: siteName(server),
    port,
    file: server.certificate,
    servedNotAfter: cert ? isoOf(cert) : null,
    fileNotAfter: file.certificate ? isoOf(file.certificate) : null,
    fileModifiedAt: file.modifiedAt,
    isServedFromFile: cert && file.certificate ? cert.fingerprint256 === file.certificate.fingerprint256 : null,
    names: namesOf(cert ?? file.certificate),
    error: served?.error ?? file.error,
  };
}

function readFile(path: string | null): {
  certificate: X509Certificate | null;
  modifiedAt: string | null;
  error: string | null;
} {
  if (path === null || path.includes('$') || path.startsWith('data:'))
    return { certificate: null, modifiedAt: null, error: null };
  try {
    return {
      certificate: new X509Certificate(readFileSync(path)),
      modifiedAt: statSync(path).mtime.toISOString(),
      error: null,
    };
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    return { certificate: null, modifiedAt: null, error: `${path}: ${code}` };
  }
}

function isoOf(certificate: X509Certificate): string | null {
  const at = Date.parse(certificate.validTo);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

const namesOf = (certificate: X509Certificate | null): string[] =>
  (certificate?.subjectAltName ?? '').split(', ').flatMap((one) => (one.startsWith('DNS:') ? [one.slice(4)] : []));
