// Serves once it has started two processes: a plain one, and one that ignores SIGTERM in a session of its own.
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const http = require('node:http');

const { PORT, ALLSWELL_GENERATION: generation = null } = process.env;

// They end by themselves after five minutes, so that a failed test leaves nothing behind.
const sleep = "console.log('up'); setTimeout(() => {}, 300_000);";
const start = (script, options) =>
  spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'], ...options });
const plain = start(sleep);
const stubborn = start(`process.on('SIGTERM', () => {}); ${sleep}`, { detached: true });
const grandchildren = { plain: plain.pid, stubborn: stubborn.pid };

function answer(request, response) {
  let length = 0;
  request.on('data', (chunk) => {
    length += chunk.length;
  });
  request.on('end', () => {
    const [path] = request.url.split('?');
    const body = request.method === 'POST' ? { length } : {};
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ pid: process.pid, generation, path, grandchildren, ...body }));
  });
}

Promise.all([once(plain.stdout, 'data'), once(stubborn.stdout, 'data')]).then(() => {
  http.createServer(answer).listen(PORT, '127.0.0.1', () => console.log(`listening on ${PORT}`));
});
