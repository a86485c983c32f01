// Ignores PORT and takes any free port, which it tells on stdout.
const http = require('node:http');

const { ALLSWELL_GENERATION: generation = null } = process.env;

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

const server = http.createServer(answer);
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
