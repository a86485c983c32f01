// What this side knows of the application: its phase, its listeners, the requests in hand.
// Requests are seen through Node's own diagnostics channels; the app's objects are not wrapped.
'use strict';
const { channel: diagnostics } = require('node:diagnostics_channel');
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
  /** @type {string | null} */
  let probeTag = null;
  let isClosing = false;
  /** @type {import('../protocol/app.ts').Listening[]} */
  const listening = [];
  /** @type {Set<import('node:http').ServerResponse>} */
  const inHand = new Set();
  const counts = { requestsDone: 0, responses5xx: 0 };
  /** @type {{ onServe: (() => unknown)[], onDrain: (() => unknown)[] }} */
  const hooks = { onServe: [], onDrain: [] };

  diagnostics('http.server.request.start').subscribe((message) => {
    const { request, response } = /** @type {{ request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse }} */ (message);
    inHand.add(response);
    if (inHand.size > SWEEP_AT) sweep();
    if (isClosing) askToClose(response);
    if (probeTag !== null && request.headers[PROBE_HEADER] !== undefined) response.setHeader(ANSWER_HEADER, probeTag);
  });
  diagnostics('http.server.response.finish').subscribe((message) => {
    const { response } = /** @type {{ response: import('node:http').ServerResponse }} */ (message);
    inHand.delete(response);
    counts.requestsDone += 1;
    if (response.statusCode >= 500) counts.responses5xx += 1;
  });

  function sweep() {
    for (const response of inHand) if (response.destroyed || response.writableFinished) inHand.delete(response);
  }

  return {
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
    hello: (worker) => ({ kind: 'hello', protocol: PROTOCOL_VERSION, worker, pid: process.pid, node: process.version, phase, listening, saidReady }),
    /** @param {import('../protocol/app.ts').Listening} address */
    nowListens(address) {
      listening.push(address);
      if (phase === 'booting') phase = 'standby';
      channel.tell({ kind: 'listening', ...address });
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
