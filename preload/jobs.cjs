// Reports which jobs a queue worker has in hand, for BullMQ. Only watches: draining is the app's own shutdown.
'use strict';
const Module = require('node:module');

const EVERY_MS = 500;

/** @typedef {ReturnType<typeof import('./app-state.cjs').createAppState>} App */
/** @param {App} app */
function watchJobs(app) {
  const loader = /** @type {any} */ (Module);
  const original = loader._load;
  if (typeof original !== 'function') return;
  /** @param {string} request @param {any[]} rest */
  loader._load = function load(request, ...rest) {
    const loaded = original.call(this, request, ...rest);
    if (request === 'bullmq' && loaded?.Worker?.prototype && !watched.has(loaded)) {
      watched.add(loaded);
      watchBullMq(loaded.Worker.prototype, app);
    }
    return loaded;
  };
}

const watched = new WeakSet();

/** BullMQ tells of each job by its worker's own events (`active`, `completed`, `failed`); they are overheard, not changed. */
/** @param {any} prototype @param {App} app */
function watchBullMq(prototype, app) {
  const ids = new Set();
  let said = '';
  const { emit } = prototype;
  /** @param {string} event @param {any[]} args */
  prototype.emit = function overheard(event, ...args) {
    if (event === 'active') ids.add(String(args[0]?.id));
    else if (event === 'completed' || event === 'failed') ids.delete(String(args[0]?.id));
    return emit.call(this, event, ...args);
  };
  setInterval(() => {
    const now = [...ids].join(' ');
    if (now === said) return;
    said = now;
    app.hasJobs('bullmq', [...ids]);
  }, EVERY_MS).unref();
}

module.exports = { watchJobs };
