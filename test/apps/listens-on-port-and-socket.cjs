// Listens on PORT and, with the same server's answers, on the unix socket SOCKET_PATH, which it removes first.
const { rmSync } = require('node:fs');
const http = require('node:http');

const { PORT, SOCKET_PATH, ALLSWELL_GENERATION: generation = null } = process.env;

function answer(request, response) {
  let length = 0;
  request.on('data', (chunk) => {
    length += chunk.length;
  });
  request.on('end', () => {
    const [path] = request.url.split('?');
    const body = request.method === 'POST' ? { length } : {};
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ pid: process.pid, generation, path, ...body }));
  });
}

rmSync(SOCKET_PATH, { force: true });
http.createServer(answer).listen(SOCKET_PATH, () => console.log(`listening on ${SOCKET_PATH}`));
http.createServer(answer).listen(PORT, '127.0.0.1', () => console.log(`listening on ${PORT}`));
