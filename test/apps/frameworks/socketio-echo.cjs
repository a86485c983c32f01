// Echoes every Socket.IO event under its own name, and answers plain requests beside it.
const http = require('node:http');
const { Server } = require('socket.io');

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
new Server(server).on('connection', (socket) => {
  socket.onAny((event, ...values) => socket.emit(event, ...values));
});
server.listen(PORT, '127.0.0.1', () => console.log(`listening on ${PORT}`));
