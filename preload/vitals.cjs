// Tells the daemon how the app is, once a second: event loop, heap, requests. Costs no listener on any request.
'use strict';
const { performance } = require('node:perf_hooks');
const { contain } = require('./contain.cjs');

const EVERY_MS = 1000;

/**
 * @param {import('./channel.cjs').Channel} channel @param {ReturnType<typeof import('./app-state.cjs').createAppState>} app
 * @param {ReturnType<typeof import('./take-socket.cjs').takeSockets> | null} door
 */
function reportVitals(channel, app, door) {
  let due = performance.now() + EVERY_MS;
  let busy = performance.eventLoopUtilization();
  const report = contain(channel, () => {
    const now = performance.now();
    const loop = performance.eventLoopUtilization(busy);
    busy = performance.eventLoopUtilization();
    if (channel.isOpen()) {
      const { heapUsed, rss } = process.memoryUsage();
      channel.tell({
        kind: 'vitals',
        loopLagMs: Math.max(0, Math.round(now - due)),
        loopBusy: Math.round(loop.utilization * 1000) / 1000,
        heapBytes: heapUsed,
        rssBytes: rss,
        connections: door?.connections() ?? 0,
        requestsInHand: app.requestsInHand().size,
        ...app.counts,
      });
    }
    due = now + EVERY_MS;
  });
  setInterval(report, EVERY_MS).unref();
}

module.exports = { reportVitals };
