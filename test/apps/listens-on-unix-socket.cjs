// Listens on the unix socket SOCKET_PATH, and removes nothing that lies in its way.
const http = require('node:http');

const { SOCKET_PATH, ALLSWELL_GENERATION: generation = null } = process.env;

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

http.createServer(answer).listen(SOCKET_PATH, () => console.log(`listening on ${SOCKET_PATH}`));
