// What this side knows of the application: its phase, its listeners, the requests in hand.
// Requests are seen through Node's own diagnostics channels; the app's objects are not wrapped.
'use strict';
const { channel: diagnostics } = require('node:diagnostics_channel');
const { contain } = require('./contain.cjs');
const { PROTOCOL_VERSION } = require('./protocol-version.cjs');

const PROBE_HEADER = 'x-allswell-probe';
const ANSWER_HEADER = 'x-allswell-generation';
/** Aborted requests tell nobody that they ended; they are dropped from the set when it has grown by this many. */
const SWEEP_AT = 256;

/** @param {import('./channel.cjs').Channel} channel */
function createAppState(channel) {
  /** @type {import('../protocol/app.ts').AppPhase} */
  let phase = 'booting';
  let saidReady = false;
  /** @type {string[]} */
  let jobs = [];
  /** @type {string | null} */
  let probeTag = null;
  let isClosing = false;
  /** So many more answers end their connection. */
  let toShed = 0;
  /** @type {import('../protocol/app.ts').Listening[]} */
  const listening = [];
  /** @type {Set<import('node:http').ServerResponse>} */
  const inHand = new Set();
  /** Addresses that nobody had told us; asked for again with each `hello`, for a daemon that was away. */
  /** @type {{ host: string, port: number }[]} */
  const asks = [];
  /** @type {string[]} */
  const alsoOn = [];
  const counts = { requestsDone: 0, responses5xx: 0 };
  /** @type {{ onServe: (() => unknown)[], onDrain: (() => unknown)[] }} */
  const hooks = { onServe: [], onDrain: [] };

  const began = contain(channel, (message) => {
    const { request, response } =
      /** @type {{ request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse }} */ (
        message
      );
    inHand.add(response);
    if (inHand.size > SWEEP_AT) sweep();
    if (isClosing) askToClose(response);
    else if (toShed > 0) {
      toShed -= 1;
      askToClose(response);
    }
    if (probeTag !== null && request.headers[PROBE_HEADER] !== undefined) response.setHeader(ANSWER_HEADER, probeTag);
  });
  const finished = contain(channel, (message) => {
    const { response } = /** @type {{ response: import('node:http').ServerResponse }} */ (message);
    inHand.delete(response);
    counts.requestsDone += 1;
    if (response.statusCode >= 500) counts.responses5xx += 1;
  });
  diagnostics('http.server.request.start').subscribe(began);
  diagnostics('http.server.response.finish').subscribe(finished);

  function sweep() {
    for (const response of inHand) if (response.destroyed || response.writableFinished) inHand.delete(response);
  }

  return {
    asks,
    counts,
    hooks,
    listening,
    /** @returns {import('../protocol/app.ts').AppPhase} */
    phase: () => phase,
    /** @param {import('../protocol/app.ts').AppPhase} next */
    setPhase(next) {
      phase = next;
    },
    /** @param {string} worker @returns {import('../protocol/app.ts').FromApp} */
    hello: (worker) => ({
      kind: 'hello',
      protocol: PROTOCOL_VERSION,
      worker,
      pid: process.pid,
      node: process.version,
      phase,
      listening,
      asks,
      alsoOn,
      jobs,
      saidReady,
    }),
    /** @param {import('../protocol/app.ts').Listening} address */
    nowListens(address) {
      listening.push(address);
      if (phase === 'booting') phase = 'standby';
      channel.tell({ kind: 'listening', ...address });
    },
    /** @param {string} where a listener that can't be handed from one worker to the next */
    listensAlso(where) {
      alsoOn.push(where);
      channel.tell({ kind: 'listens-also', where });
    },
    /** @param {string} library @param {string[]} ids */
    hasJobs(library, ids) {
      jobs = ids;
      channel.tell({ kind: 'jobs', library, ids });
    },
    sayReady() {
      saidReady = true;
      channel.tell({ kind: 'ready-said' });
    },
    /** @param {string | null} tag */
    tagProbes(tag) {
      probeTag = tag;
    },
    requestsInHand() {
      sweep();
      return inHand;
    },
    /** What an earlier order left over is forgotten: each is about its own moment. */
    /** @param {number} connections */
    shed(connections) {
      toShed = connections;
    },
    /** From now on every answer says `Connection: close`, so that peers come back on a new connection. */
    closeConnections() {
      isClosing = true;
      for (const response of inHand) askToClose(response);
    },
  };
}

/** @param {import('node:http').ServerResponse} response */
function askToClose(response) {
  if (response.headersSent) return;
  response.shouldKeepAlive = false;
  response.setHeader('Connection', 'close');
}

module.exports = { createAppState };
