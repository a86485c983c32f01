// Binds and holds the listening sockets; never accepts, so no connection is taken from the workers.
// Under systemd the sockets of the `.socket` unit are used instead of binding anew.
import { lookup } from 'node:dns/promises';
import { fstatSync } from 'node:fs';
import net from 'node:net';
import { OTHER_IN_UNIT } from '../../protocol/keeper.ts';

interface Held {
  fd: number;
  /** The address in the socket unit, when systemd opened it. */
  passedAs: string | null;
  close: () => void;
}

/** systemd passes sockets from this fd on (sd_listen_fds(3)). */
const FIRST_PASSED_FD = 3;

const held = new Map<string, Held>();
const passed = new Map<string, Held>();

export const heldKeys = (): string[] => [...held.keys()];
export const fdOf = (key: string): number | undefined => held.get(key)?.fd;
/** Held keys that systemd opened, with the address in its unit: they outlive the keeper. */
export const passedKeys = (): Record<string, string> =>
  Object.fromEntries([...held].flatMap(([key, { passedAs }]) => (passedAs === null ? [] : [[key, passedAs]])));
export const isPassed = (key: string): boolean => held.get(key)?.passedAs != null;

/** Takes over the sockets that systemd opened for us, if there are any. */
export function takePassedSockets(env: NodeJS.ProcessEnv): void {
  if (env['LISTEN_PID'] !== String(process.pid)) return;
  for (let fd = FIRST_PASSED_FD; fd < FIRST_PASSED_FD + Number(env['LISTEN_FDS'] ?? 0); fd += 1) {
    const address = addressOfFd(fd);
    if (!address) continue;
    const key = keyOf(address.address, address.port);
    passed.set(key, { fd, passedAs: key, close: () => {} });
  }
}

/** Binds the address, or finds it among the passed ones. Throws Node's error (EADDRINUSE, EACCES …) when it can't. */
export async function openSocket(key: string, host: string, port: number): Promise<void> {
  if (held.has(key)) return;
  const numeric = net.isIP(host) ? host : (await lookup(host)).address;
  // A wider one in the unit is used as it is: systemd listens there whether we do or not.
  const ours = [numeric, '::', '0.0.0.0'].map((one) => passed.get(keyOf(one, port))).find((one) => one !== undefined);
  const socket = ours ?? bind(numeric, port);
  if (held.has(key)) socket.close();
  else held.set(key, socket);
}

export function closeSocket(key: string): void {
  held.get(key)?.close();
  held.delete(key);
}

function bind(host: string, port: number): Held {
  try {
    const bound = new net.BoundSocket({ host, port });
    return { fd: bound.fd(), passedAs: null, close: () => bound.close() };
  } catch (error) {
    const isInUnit = [...passed.keys()].some((key) => key.endsWith(`:${port}`));
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE' && isInUnit)
      Object.assign(error as Error, { code: OTHER_IN_UNIT });
    throw error;
  }
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
    return handle.getsockname(name) === 0 && name.port !== undefined
      ? { address: name.address ?? '', port: name.port }
      : null;
  } catch {
    return null;
  }
}

/** A handle closes its fd when it is collected, so it is kept for as long as we live. */
const kept: object[] = [];
