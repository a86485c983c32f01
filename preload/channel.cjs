// The line to the daemon: one JSON value a line over a unix socket, found again whenever the daemon was away.
// Never holds the event loop open and never throws into the app.
'use strict';
const net = require('node:net');

const RETRY_FIRST_MS = 50;
const RETRY_MAX_MS = 1000;
/** A daemon that hangs must not make the app hoard words for it. */
const UNSENT_BYTES_MAX = 256 * 1024;

/**
 * @typedef {{ tell: (message: import('../protocol/app.ts').FromApp) => void, isOpen: () => boolean }} Channel
 * @param {string} path
 * @param {(message: import('../protocol/app.ts').ToApp) => void} onMessage
 * @param {() => import('../protocol/app.ts').FromApp} hello said first on every connection
 * @returns {Channel}
 */
function openChannel(path, onMessage, hello) {
  /** @type {import('node:net').Socket | null} */
  let socket = null;
  let isOpen = false;
  let retryMs = RETRY_FIRST_MS;

  function connect() {
    const attempt = net.connect(path);
    socket = attempt;
    attempt.unref();
    attempt.setEncoding('utf8');
    let rest = '';
    attempt.on('connect', () => {
      isOpen = true;
      retryMs = RETRY_FIRST_MS;
      write(hello());
    });
    attempt.on('data', (/** @type {string} */ chunk) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) receive(line);
    });
    attempt.on('error', () => {});
    attempt.on('close', () => {
      isOpen = false;
      setTimeout(connect, retryMs).unref();
      retryMs = Math.min(RETRY_MAX_MS, retryMs * 2);
    });
  }

  /** @param {string} line */
  function receive(line) {
    try {
      onMessage(JSON.parse(line));
    } catch (error) {
      write({ kind: 'trouble', text: String(error instanceof Error ? error.stack : error) });
    }
  }

  /** @param {import('../protocol/app.ts').FromApp} message */
  function write(message) {
    if (!isOpen || !socket || socket.writableLength > UNSENT_BYTES_MAX) return;
    socket.write(`${JSON.stringify(message)}\n`);
  }

  connect();
  return { tell: write, isOpen: () => isOpen };
}

module.exports = { openChannel };
