// `allswell/app`: what an application may say to whoever keeps it. Does nothing where nobody does.
'use strict';

const kept = () => /** @type {any} */ (globalThis)[Symbol.for('allswell.app')];

module.exports = {
  /** True when this process is looked after by Allswell. */
  isKept: () => kept() !== undefined,
  ready: () => kept()?.ready(),
  /** @param {() => unknown} hook */
  onServe: (hook) => kept()?.onServe(hook),
  /** @param {() => unknown} hook */
  onDrain: (hook) => kept()?.onDrain(hook),
};
