// Listens on PORT and on SECOND_PORT.
const http = require('node:http');

const { PORT, SECOND_PORT, ALLSWELL_GENERATION: generation = null } = process.env;

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

for (const port of [PORT, SECOND_PORT]) {
  http.createServer(answer).listen(port, '127.0.0.1', () => console.log(`listening on ${port}`));
}
