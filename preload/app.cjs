// `allswell/app`: what an application may say to whoever keeps it. Does nothing where nobody does.
'use strict';

const kept = () => /** @type {any} */ (globalThis)[Symbol.for('allswell.app')];

/** True when this process is looked after by Allswell. */
function isKept() {
  return kept() !== undefined;
}

function ready() {
  kept()?.ready();
}

/** @param {() => unknown} hook */
function onServe(hook) {
  kept()?.onServe(hook);
}

/** @param {() => unknown} hook */
function onDrain(hook) {
  kept()?.onDrain(hook);
}

// Written so that Node finds the names when an ES module imports them.
module.exports = { isKept, ready, onServe, onDrain };
