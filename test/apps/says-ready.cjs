// Listens at once and says 'ready' to its parent READY_AFTER_MS (1 s) later, if it has a channel to say it on.
const http = require('node:http');

const { PORT, READY_AFTER_MS = '1000', ALLSWELL_GENERATION: generation = null } = process.env;

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

http.createServer(answer).listen(PORT, '127.0.0.1', () => {
  console.log(`listening on ${PORT}`);
  if (process.send) setTimeout(() => process.send('ready'), Number(READY_AFTER_MS));
});
