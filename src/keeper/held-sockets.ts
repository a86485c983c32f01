// Binds and holds the listening sockets; never accepts, so no connection is taken from the workers.
// Under systemd the sockets of the `.socket` unit are used instead of binding anew.
import { lookup } from 'node:dns/promises';
import { fstatSync } from 'node:fs';
import net from 'node:net';

interface Held {
  fd: number;
  close: () => void;
}

/** systemd passes sockets from this fd on (sd_listen_fds(3)). */
const FIRST_PASSED_FD = 3;

const held = new Map<string, Held>();
const passed = new Map<string, Held>();

export const heldKeys = (): string[] => [...held.keys()];
export const fdOf = (key: string): number | undefined => held.get(key)?.fd;

/** Takes over the sockets that systemd opened for us, if there are any. */
export function takePassedSockets(env: NodeJS.ProcessEnv): void {
  if (env['LISTEN_PID'] !== String(process.pid)) return;
  for (let fd = FIRST_PASSED_FD; fd < FIRST_PASSED_FD + Number(env['LISTEN_FDS'] ?? 0); fd += 1) {
    const address = addressOfFd(fd);
    if (address) passed.set(keyOf(address.address, address.port), { fd, close: () => {} });
  }
}

/** Binds the address, or finds it among the passed ones. Throws Node's error (EADDRINUSE, EACCES …) when it can't. */
export async function openSocket(key: string, host: string, port: number): Promise<void> {
  if (held.has(key)) return;
  const ours = passed.get(key) ?? passed.get(keyOf('::', port)) ?? passed.get(keyOf('0.0.0.0', port));
  const socket = ours ?? (await bind(host, port));
  if (held.has(key)) socket.close();
  else held.set(key, socket);
}

export function closeSocket(key: string): void {
  held.get(key)?.close();
  held.delete(key);
}

async function bind(host: string, port: number): Promise<Held> {
  const numeric = net.isIP(host) ? host : (await lookup(host)).address;
  const bound = new net.BoundSocket({ host: numeric, port });
  return { fd: bound.fd(), close: () => bound.close() };
}

const keyOf = (host: string, port: number): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);

/** Node has no public way to ask an fd for its address without listening on it (seen in 24.21). */
function addressOfFd(fd: number): { address: string; port: number } | null {
  const internals = net as unknown as {
    _createServerHandle: (a: null, b: null, c: null, fd: number) => { getsockname: (out: object) => number } | number;
  };
  try {
    if (!fstatSync(fd).isSocket()) return null;
    const handle = internals._createServerHandle(null, null, null, fd);
    if (typeof handle === 'number') return null;
    const name: { address?: string; port?: number } = {};
    kept.push(handle);
    return handle.getsockname(name) === 0 && name.port !== undefined ? { address: name.address ?? '', port: name.port } : null;
  } catch {
    return null;
  }
}

/** A handle closes its fd when it is collected, so it is kept for as long as we live. */
const kept: object[] = [];
