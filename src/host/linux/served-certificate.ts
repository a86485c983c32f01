// Shakes hands over TLS as a browser would and keeps nothing but the certificate that it was shown.
import { X509Certificate } from 'node:crypto';
import net from 'node:net';
import tls from 'node:tls';

export interface ServedCertificate {
  certificate: X509Certificate | null;
  error: string | null;
}

export function readServedCertificate({
  host,
  port,
  name,
  timeoutMs,
}: {
  host: string;
  port: number;
  name: string;
  timeoutMs: number;
}): Promise<ServedCertificate> {
  return new Promise((resolve) => {
    const finish = (certificate: X509Certificate | null, error: string | null): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ certificate, error });
    };
    const servername = net.isIP(name) === 0 ? { servername: name } : {};
    const socket = tls.connect({ host, port, ...servername, rejectUnauthorized: false }, () => {
      const peer = socket.getPeerX509Certificate();
      finish(peer ?? null, peer ? null : 'no certificate');
    });
    const timer = setTimeout(() => finish(null, 'timeout'), timeoutMs);
    socket.on('error', (error: NodeJS.ErrnoException) => finish(null, error.code ?? error.message));
  });
}
