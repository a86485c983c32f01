// Ends serving without a request lost: no more accepting, `Connection: close` on every answer, then wait for the peers.
// An idle connection is never closed first (a proxy may be sending on it at that instant), unless the app is being stopped.
'use strict';

const LOOK_EVERY_MS = 50;
const GOODBYE_LOOK_MS = 10;
/** WebSocket close frame, status 1012 "service restart" (RFC 6455 §5.5.1; code registered by IANA). */
const CLOSE_FRAME_1012 = Buffer.from([0x88, 0x02, 0x03, 0xf4]);
/** How long a peer has to answer the close frame. */
const CLOSE_GRACE_MS = 1000;

let isDraining = false;
/** @type {{ mode: string, until: number } | null} */
let order = null;

/**
 * @param {{ door: ReturnType<typeof import('./take-socket.cjs').takeSockets>,
 *   app: ReturnType<typeof import('./app-state.cjs').createAppState>, channel: import('./channel.cjs').Channel,
 *   mode: 'wait-for-peers' | 'close-idle', deadlineMs: number }} given
 */
function drain({ door, app, channel, mode, deadlineMs }) {
  // A second order may only hurry: the app is being stopped while it was being replaced.
  order = { mode, until: performance.now() + deadlineMs };
  if (app.phase() === 'drained') return tellDrained(channel, { cutUpgraded: 0, cutStreams: 0, cutIdle: 0 });
  if (isDraining) return;
  isDraining = true;
  app.setPhase('draining');
  door.close();
  app.closeConnections();
  const hooks = Promise.allSettled(app.hooks.onDrain.map(async (hook) => hook()));
  let areHooksDone = false;
  let cutUpgraded = 0;
  void hooks.then(() => {
    areHooksDone = true;
  });
  // HTTP/2 has its own word for it: GOAWAY.
  for (const { sessions } of door.held) for (const session of sessions) session.close();

  const timer = setInterval(() => {
    const { mode: how, until } = order ?? { mode, until: 0 };
    const open = connectionsOf(door);
    channel.tell({
      kind: 'draining',
      connections: open.length,
      requestsInHand: app.requestsInHand().size,
      upgraded: open.filter(isUpgraded).length,
    });
    if (how === 'close-idle') {
      for (const { server } of door.held) closeIdle(server);
      cutUpgraded += closeUpgraded(open);
    }
    const isLate = performance.now() >= until;
    if (open.length > 0 && !isLate) return;
    if (!areHooksDone && !isLate) return;
    clearInterval(timer);
    const cut = isLate ? cutRest(app, open) : { cutUpgraded: 0, cutStreams: 0, cutIdle: 0 };
    sayGoodbye(door, () => {
      app.setPhase('drained');
      tellDrained(channel, { ...cut, cutUpgraded: cut.cutUpgraded + cutUpgraded });
    });
  }, LOOK_EVERY_MS);
}

/** The peers of what was cut have a moment to answer. */
/** @param {ReturnType<typeof import('./take-socket.cjs').takeSockets>} door @param {() => void} done */
function sayGoodbye(door, done) {
  const until = performance.now() + CLOSE_GRACE_MS;
  const timer = setInterval(() => {
    if (connectionsOf(door).length > 0 && performance.now() < until) return;
    clearInterval(timer);
    done();
  }, GOODBYE_LOOK_MS);
}

/** @param {import('./channel.cjs').Channel} channel @param {{ cutUpgraded: number, cutStreams: number, cutIdle: number }} cut */
const tellDrained = (channel, cut) => channel.tell({ kind: 'drained', ...cut });

/** @param {ReturnType<typeof import('./take-socket.cjs').takeSockets>} door */
const connectionsOf = (door) => door.held.flatMap(({ sockets }) => [...sockets]);

/** After an upgrade Node takes its parser off the socket: no request can come on it any more (seen in 18 to 26). */
/** @param {import('node:net').Socket} socket */
const isUpgraded = (socket) => 'parser' in socket && !socket.parser;

/** @param {import('node:net').Server} server */
function closeIdle(server) {
  const web = /** @type {import('node:http').Server} */ (server);
  if (typeof web.closeIdleConnections === 'function') web.closeIdleConnections();
}

/** @param {import('node:net').Socket[]} open */
function closeUpgraded(open) {
  const upgraded = open.filter((socket) => isUpgraded(socket) && socket.writable);
  for (const socket of upgraded) socket.end(CLOSE_FRAME_1012);
  return upgraded.length;
}

/** The deadline has come: WebSockets are told 1012, endless answers are ended, the idle are closed. */
/** @param {ReturnType<typeof import('./app-state.cjs').createAppState>} app @param {import('node:net').Socket[]} open */
function cutRest(app, open) {
  const cutUpgraded = closeUpgraded(open);
  const streaming = new Set([...app.requestsInHand()].map((response) => response.socket));
  let cutStreams = 0;
  let cutIdle = 0;
  for (const socket of open) {
    if (isUpgraded(socket)) continue;
    if (streaming.has(socket)) cutStreams += 1;
    else cutIdle += 1;
    socket.end();
  }
  return { cutUpgraded, cutStreams, cutIdle };
}

module.exports = { drain };
