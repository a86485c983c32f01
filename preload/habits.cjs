// Meets what apps are used to from other process managers, and offers `allswell/app` its way in.
'use strict';

/** @param {ReturnType<typeof import('./app-state.cjs').createAppState>} app */
function meetHabits(app) {
  // PM2 apps say `process.send('ready')`, often without asking whether there is anybody to send to.
  if (typeof process.send !== 'function') {
    process.send = (/** @type {unknown} */ message, /** @type {any[]} */ ...rest) => {
      if (message === 'ready') app.sayReady();
      const callback = rest.find((argument) => typeof argument === 'function');
      if (callback) setImmediate(() => callback(null));
      return true;
    };
  }
  /** @type {any} */ (globalThis)[Symbol.for('allswell.app')] = {
    ready: () => app.sayReady(),
    /** @param {() => unknown} hook */
    onServe(hook) {
      app.hooks.onServe.push(hook);
      if (app.phase() === 'serving') hook();
    },
    /** @param {() => unknown} hook */
    onDrain: (hook) => app.hooks.onDrain.push(hook),
  };
}

module.exports = { meetHabits };
