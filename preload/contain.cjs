// Keeps a bug of ours from being the app's: what we do inside its events may fail, is tried again, and is told once.
'use strict';

/**
 * @template {any[]} Args
 * @param {import('./channel.cjs').Channel} channel
 * @param {(...args: Args) => void} run
 * @returns {(...args: Args) => void}
 */
function contain(channel, run) {
  let isTold = false;
  return (...args) => {
    try {
      run(...args);
    } catch (error) {
      if (!isTold) channel.tell({ kind: 'trouble', text: String(error instanceof Error ? error.stack : error) });
      isTold = true;
    }
  };
}

module.exports = { contain };
