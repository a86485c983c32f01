// On SIGTERM closes its server and waits for the requests in hand: REQUEST_MS (20 s) each, but for /health.
const http = require('node:http');

const { PORT, REQUEST_MS = '20000', ALLSWELL_GENERATION: generation = null } = process.env;

function answer(request, response) {
  let length = 0;
  request.on('data', (chunk) => {
    length += chunk.length;
  });
  request.on('end', () => {
    const [path] = request.url.split('?');
    const body = request.method === 'POST' ? { length } : {};
    const send = () => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ pid: process.pid, generation, path, ...body }));
    };
    setTimeout(send, path === '/health' ? 0 : Number(REQUEST_MS));
  });
}

const server = http.createServer(answer);
process.on('SIGTERM', () => {
  console.log('closing');
  server.close();
});
server.listen(PORT, '127.0.0.1', () => console.log(`listening on ${PORT}`));
