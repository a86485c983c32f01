// Blocks its event loop when asked: GET /block?ms=N burns the processor, GET /block?ms=N&idle=1 sleeps.
const http = require('node:http');

const { PORT, ALLSWELL_GENERATION: generation = null } = process.env;

function burn(ms) {
  const endsAt = Date.now() + ms;
  while (Date.now() < endsAt);
}

function sleep(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function answer(request, response) {
  let length = 0;
  request.on('data', (chunk) => {
    length += chunk.length;
  });
  request.on('end', () => {
    const [path, query] = request.url.split('?');
    const asked = new URLSearchParams(query);
    if (path === '/block') (asked.has('idle') ? sleep : burn)(Number(asked.get('ms')));
    const body = request.method === 'POST' ? { length } : {};
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ pid: process.pid, generation, path, ...body }));
  });
}

http.createServer(answer).listen(PORT, '127.0.0.1', () => console.log(`listening on ${PORT}`));
