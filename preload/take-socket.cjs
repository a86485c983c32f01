// Maps the app's `listen(port)` to the socket that the keeper holds: the app sees a normal listening server,
// the kernel sees no accept until `serve`. Listeners that aren't ours are left to Node.
'use strict';
const fs = require('node:fs');
const net = require('node:net');

/** Node's default `keepAliveTimeout` (5 s in 18 to 26) is below nginx's 60 s: a known source of random 502s. */
const NODE_KEEP_ALIVE_MS = 5000;
const KEEP_ALIVE_MS = 75_000;
const BACKLOG = 511;
/** A daemon that doesn't answer within this leaves the app to bind by itself. */
const LEARN_WAIT_MS = 5000;
const HOUR_MS = 3_600_000;
/** As Node gives it on Linux (errno(3)). */
const EADDRINUSE = -98;

const originalListen = net.Server.prototype.listen;

/**
 * @typedef {{ host: string, port: number, fds: number[] }} PassedSocket
 * @typedef {any} Handle a listening handle of Node's (net.Server's own): it has `listen`, `close` and `getsockname`
 * @typedef {{ server: import('node:net').Server, handle: Handle, sockets: Set<import('node:net').Socket>,
 *   sessions: Set<import('node:http2').ServerHttp2Session> }} Held
 * @param {{ sockets: PassedSocket[], probePath: string | undefined,
 *   app: ReturnType<typeof import('./app-state.cjs').createAppState>, channel: import('./channel.cjs').Channel }} given
 */
function takeSockets({ sockets, probePath, app, channel }) {
  /** @type {Held[]} */
  const held = [];
  /** @type {{ server: import('node:net').Server, host: string, port: number }[]} */
  const asking = [];
  let isServing = false;
  /** In standby nothing accepts, so nothing else would keep the event loop alive. */
  const alive = setInterval(() => {}, HOUR_MS);
  alive.unref();

  net.Server.prototype.listen = /** @type {any} */ (
    /** @this {import('node:net').Server} @param {any[]} args */
    function listen(...args) {
      const asked = readArguments(args);
      if (asked.path !== null) app.listensAlso(asked.path);
      if (asked.port === 0) app.listensAlso('a port of the kernel’s choosing');
      if (!asked.port) return originalListen.apply(this, /** @type {any} */ (args));
      const passed = sockets.find(
        (socket) => socket.port === asked.port && isSameHost(socket.host, asked.host, sockets),
      );
      if (passed && held.some(({ server, handle }) => server.listening && handle.allswellPort === passed.port)) {
        return refuse(this, passed.host, passed.port);
      }
      if (passed) return take(this, passed, asked.callback) ?? originalListen.apply(this, /** @type {any} */ (args));
      if (!isServing) return ask(this, asked, args);
      app.listensAlso(`port ${asked.port}, which it asked for when it served already`);
      return originalListen.apply(this, /** @type {any} */ (args));
    }
  );

  /** @param {import('node:net').Server} server @param {PassedSocket} passed @param {(() => void) | undefined} callback */
  function take(server, passed, callback) {
    const fd = passed.fds.shift();
    const handle = fd === undefined ? null : openHandle(fd, passed);
    // All copies used up, or not what we were told: the app gets what Node would give it.
    if (handle === null) return null;
    handle.allswellPort = passed.port;
    if (!isServing) handle.listen = () => 0;
    /** @type {Held} */
    const mine = { server, handle, sockets: new Set(), sessions: new Set() };
    held.push(mine);
    raiseKeepAlive(server);
    server.on('connection', (socket) => {
      mine.sockets.add(socket);
      socket.once('close', () => mine.sockets.delete(socket));
    });
    server.on('session', (session) => {
      mine.sessions.add(session);
      session.once('close', () => mine.sessions.delete(session));
    });
    alive.ref();
    server.once('listening', () => announce(mine, passed));
    return originalListen.call(server, handle, callback);
  }

  /** @param {Held} mine @param {PassedSocket} passed */
  function announce(mine, passed) {
    const { server } = mine;
    if (probePath && held[0] === mine) openProbe(server, probePath);
    const timeout = /** @type {import('node:http').Server} */ (server).keepAliveTimeout;
    app.nowListens({
      host: passed.host,
      port: passed.port,
      protocol: protocolOf(server),
      keepAliveTimeoutMs: timeout ?? null,
      keepAliveRaised: timeout === KEEP_ALIVE_MS,
    });
  }

  /** Nobody told us this address: the daemon is asked, and starts us again with that socket in hand. */
  /** @param {import('node:net').Server} server @param {ReturnType<typeof readArguments>} asked @param {any[]} args */
  function ask(server, asked, args) {
    alive.ref();
    const address = { host: asked.host ?? '::', port: /** @type {number} */ (asked.port) };
    app.asks.push(address);
    asking.push({ server, ...address });
    channel.tell({ kind: 'listen-asked', ...address });
    setTimeout(() => {
      if (!channel.isOpen()) originalListen.apply(server, /** @type {any} */ (args));
    }, LEARN_WAIT_MS).unref();
    return server;
  }

  return {
    held,
    connections: () => held.reduce((sum, { sockets: open }) => sum + open.size, 0),
    serve() {
      if (!isServing) {
        isServing = true;
        for (const mine of held) {
          // An app may set its own after `listen`; only Node's default is ever raised.
          raiseKeepAlive(mine.server);
          delete mine.handle.listen;
          const error = mine.handle.listen(BACKLOG);
          if (error) channel.tell({ kind: 'trouble', text: `listen failed with ${error}` });
        }
        alive.unref();
        app.setPhase('serving');
        for (const hook of app.hooks.onServe) hook();
      }
      channel.tell({ kind: 'serving' });
    },
    /** @param {string} host @param {number} port */
    refuse(host, port) {
      for (const one of asking) if (one.host === host && one.port === port) refuse(one.server, host, port);
    },
    /** No more accepting. The other workers' copies of the socket stay as they are. */
    close() {
      alive.ref();
      for (const { handle } of held) handle.close();
    },
  };
}

/** As Node and the kernel would: in standby the kernel can't, for nobody listens yet. */
/** @param {import('node:net').Server} server @param {string} host @param {number} port */
function refuse(server, host, port) {
  const error = new Error(`listen EADDRINUSE: address already in use ${host}:${port}`);
  Object.assign(error, { code: 'EADDRINUSE', errno: EADDRINUSE, syscall: 'listen', address: host, port });
  process.nextTick(() => server.emit('error', error));
  return server;
}

/** Node sets close-on-exec on inherited fds: in a wrapper's child the number may be something else entirely. */
/** @param {number} fd @param {PassedSocket} expected @returns {Handle} null when it is not that socket */
function openHandle(fd, expected) {
  try {
    if (!fs.fstatSync(fd).isSocket()) return null;
    // Since Node 0.x; there is no public way to have a handle that doesn't listen yet. Seen in 18, 20, 22, 24, 26.
    const handle = /** @type {any} */ (net)._createServerHandle(null, null, null, fd);
    if (typeof handle === 'number') return null;
    /** @type {{ port?: number }} */
    const name = {};
    return handle.getsockname(name) === 0 && name.port === expected.port ? handle : null;
  } catch {
    return null;
  }
}

/** @param {import('node:net').Server} server */
function raiseKeepAlive(server) {
  const web = /** @type {import('node:http').Server} */ (server);
  if (web.keepAliveTimeout === NODE_KEEP_ALIVE_MS) web.keepAliveTimeout = KEEP_ALIVE_MS;
}

/** Modules are asked for only here, after the app's own boot: an app that lacks http2 should not pay for it. */
/** @param {import('node:net').Server} server @returns {import('../protocol/app.ts').Listening['protocol']} */
function protocolOf(server) {
  if (server instanceof require('node:http').Server) return 'http';
  if (server instanceof require('node:https').Server) return 'https';
  const cluster = /** @type {import('node:cluster').Cluster} */ (/** @type {unknown} */ (require('node:cluster')));
  if (cluster.isPrimary && Object.keys(cluster.workers ?? {}).length > 0) return 'cluster';
  if (server instanceof require('node:tls').Server) return 'http2';
  // Node doesn't export the class of a clear-text HTTP/2 server; its name is all that tells it apart.
  return server.constructor.name === 'Http2Server' ? 'http2-clear' : 'tcp';
}

/** A connection on the private socket is one more connection of the app's own server (net.Server's documented event). */
/** @param {import('node:net').Server} server @param {string} path */
function openProbe(server, path) {
  const probe = net.createServer((socket) => {
    // Over a unix socket these are undefined, which no app expects of a request.
    Object.defineProperties(socket, {
      remoteAddress: { value: '127.0.0.1' },
      remotePort: { value: 0 },
      remoteFamily: { value: 'IPv4' },
    });
    server.emit('connection', socket);
  });
  probe.on('error', () => {});
  fs.rmSync(path, { force: true });
  originalListen.call(probe, path);
  probe.unref();
}

/** @param {any[]} args net.Server.listen's many forms */
function readArguments(args) {
  const callback = args.find((arg) => typeof arg === 'function');
  const [first, second] = args;
  const options =
    typeof first === 'object' && first !== null
      ? first
      : isPort(first)
        ? { port: first, host: second }
        : { path: first };
  const isOurs =
    !('fd' in options && options.fd !== undefined) &&
    !('_handle' in options) &&
    typeof options.getsockname !== 'function';
  const port = isOurs && isPort(options.port) ? Number(options.port) : null;
  return {
    port,
    host: typeof options.host === 'string' && options.host !== '' ? options.host : null,
    path: port === null && typeof options.path === 'string' ? options.path : null,
    callback,
  };
}

/** @param {unknown} value */
const isPort = (value) =>
  (typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')) && Number.isInteger(Number(value));

/** One socket for the port serves whatever host was asked; of several, the one that was asked for. */
/** @param {string} host @param {string | null} asked @param {PassedSocket[]} sockets */
function isSameHost(host, asked, sockets) {
  const samePort = sockets.filter((socket) => sockets.find((s) => s.host === host)?.port === socket.port);
  return samePort.length <= 1 || host === (asked ?? '::');
}

module.exports = { takeSockets };
