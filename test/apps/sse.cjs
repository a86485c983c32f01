// GET /events streams an event each 200 ms without end; other paths answer as usual.
const http = require('node:http');

const { PORT, ALLSWELL_GENERATION: generation = null } = process.env;

function stream(response) {
  let id = 0;
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const send = () => response.write(`id: ${++id}\ndata: ${JSON.stringify({ pid: process.pid, generation })}\n\n`);
  const timer = setInterval(send, 200);
  response.on('close', () => clearInterval(timer));
  send();
}

function answer(request, response) {
  let length = 0;
  request.on('data', (chunk) => {
    length += chunk.length;
  });
  request.on('end', () => {
    const [path] = request.url.split('?');
    if (path === '/events') return stream(response);
    const body = request.method === 'POST' ? { length } : {};
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ pid: process.pid, generation, path, ...body }));
  });
}

http.createServer(answer).listen(PORT, '127.0.0.1', () => console.log(`listening on ${PORT}`));
