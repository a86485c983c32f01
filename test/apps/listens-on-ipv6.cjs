// Listens on PORT of ::1 only.
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

http.createServer(answer).listen(PORT, '::1', () => console.log(`listening on ${PORT}`));
