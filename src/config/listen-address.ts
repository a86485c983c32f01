// Decides what a `listen:` value means: a port, or an address and a port.
import { failed, ok, type Result } from '../std/result.ts';
import type { ListenAddress } from './model.ts';

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;
const IPV6 = /^(?=.*:)[0-9a-fA-F:]+(?:\d+\.\d+\.\d+\.\d+)?(?:%[\w.-]+)?$/;

/** The address, or why it is none: what is wrong, `; `, what to write instead. */
export function parseListen(value: string | number): Result<ListenAddress, string> {
  const text = String(value).trim();
  if (/^\d+$/.test(text)) return withPort(null, text);

  const parts = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(text);
  if (parts === null) return failed(explainShape(text));
  const host = parts[1] ?? '';
  if (host === '') return withPort(null, parts[2] ?? '');
  if (host === '*') return failed("'*' is no address; write only the port, or 0.0.0.0 and the port");
  if (host === 'localhost') {
    return failed(`'localhost' may be IPv4 or IPv6; write 127.0.0.1:${parts[2]} or "[::1]:${parts[2]}"`);
  }
  const bare = host.startsWith('[') ? host.slice(1, -1) : host;
  const isAddress = host.startsWith('[') ? IPV6.test(bare) : IPV4.test(bare);
  if (!isAddress) return failed(`'${host}' is no IP address; write e.g. 127.0.0.1:${parts[2]}`);
  return withPort(bare, parts[2] ?? '');
}

export function formatListen(address: ListenAddress): string {
  if (address.host === null) return `:${address.port}`;
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

function withPort(host: string | null, digits: string): Result<ListenAddress, string> {
  const port = Number(digits);
  if (port >= 1 && port <= 65_535) return ok({ host, port });
  return failed(`${digits} is no port; a port is 1 to 65535`);
}

function explainShape(text: string): string {
  if (text.includes('/')) return `'${text}' is a path or a URL; write a port, e.g. 3000 or 127.0.0.1:3000`;
  if (IPV4.test(text) || IPV6.test(text)) return `'${text}' has no port; write e.g. 127.0.0.1:3000 or "[::1]:3000"`;
  return `'${text}' is no address; write e.g. 3000, 127.0.0.1:3000 or "[::1]:3000"`;
}
