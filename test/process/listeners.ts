// Reads from the kernel at which addresses somebody listens on a port (/proc/net/tcp and tcp6, state 0A, proc(5)).
import { readFileSync } from 'node:fs';

const NAMES: Record<string, string> = {
  '0100007F': '127.0.0.1',
  '00000000': '0.0.0.0',
  '00000000000000000000000001000000': '::1',
  '00000000000000000000000000000000': '::',
};

export function listenersOn(port: number): string[] {
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    readFileSync(file, 'latin1').split('\n').slice(1),
  );
  return lines.flatMap((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/);
    const [address = '', hexPort = ''] = local.split(':');
    return state === '0A' && Number.parseInt(hexPort, 16) === port ? [NAMES[address] ?? address] : [];
  });
}
