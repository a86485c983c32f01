// Serves on PORT; made to be started by `npm start`, which puts npm and a shell between the signal and it.
const http = require('node:http');

const { PORT, NODE_ENV, ALLSWELL_GENERATION: generation = null } = process.env;

function answer(request, response) {
  let length = 0;
  request.on('data', (chunk) => {
    length += chunk.length;
  });
  request.on('end', () => {
    const [path, query] = request.url.split('?');
    const body = request.method === 'POST' ? { length } : {};
    const send = () => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ pid: process.pid, generation, path, nodeEnv: NODE_ENV, ...body }));
    };
    if (path === '/slow') setTimeout(send, Number(new URLSearchParams(query).get('ms')));
    else send();
  });
}

http.createServer(answer).listen(PORT, '127.0.0.1', () => console.log(`listening on ${PORT}`));
