// Announces keep-alive of one second and closes an idle connection soon after: sooner than the proxy before it.
const http = require('node:http');

const { PORT, ALLSWELL_GENERATION: generation = null } = process.env;

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
server.keepAliveTimeout = 1000;
server.listen(PORT, '127.0.0.1', () => console.log(`listening on ${PORT}`));
