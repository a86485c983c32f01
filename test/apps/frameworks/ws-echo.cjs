// Echoes every WebSocket message on any path, and answers plain requests beside it.
const http = require('node:http');
const { WebSocketServer } = require('ws');

const { PORT, ALLSWELL_GENERATION: generation = null } = process.env;

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
      response.end(JSON.stringify({ pid: process.pid, generation, path, ...body }));
    };
    if (path === '/slow') setTimeout(send, Number(new URLSearchParams(query).get('ms')));
    else send();
  });
}

const server = http.createServer(answer);
new WebSocketServer({ server }).on('connection', (socket) => {
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
});
server.listen(PORT, '127.0.0.1', () => console.log(`listening on ${PORT}`));
