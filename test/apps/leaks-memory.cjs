// Keeps memory for good when asked: GET /leak?mb=N outside V8's heap, GET /leak?mb=N&heap=1 inside it.
const http = require('node:http');

const { PORT, ALLSWELL_GENERATION: generation = null } = process.env;

const kept = [];
const keep = (mb, inHeap) => kept.push(inHeap ? new Array(mb * 131_072).fill(0.5) : Buffer.alloc(mb * 1_048_576, 1));

function answer(request, response) {
  let length = 0;
  request.on('data', (chunk) => {
    length += chunk.length;
  });
  request.on('end', () => {
    const [path, query] = request.url.split('?');
    const asked = new URLSearchParams(query);
    if (path === '/leak') keep(Number(asked.get('mb')), asked.has('heap'));
    const body = request.method === 'POST' ? { length } : {};
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ pid: process.pid, generation, path, rss: process.memoryUsage.rss(), ...body }));
  });
}

http.createServer(answer).listen(PORT, '127.0.0.1', () => console.log(`listening on ${PORT}`));
