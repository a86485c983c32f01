// Serves, and from its start appends 'tick <pid> <unix ms>' to TICK_FILE each TICK_MS (1 s): a cron inside a web app.
const { appendFileSync } = require('node:fs');
const http = require('node:http');

const { PORT, TICK_FILE, TICK_MS = '1000', ALLSWELL_GENERATION: generation = null } = process.env;

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

setInterval(() => appendFileSync(TICK_FILE, `tick ${process.pid} ${Date.now()}\n`), Number(TICK_MS));
http.createServer(answer).listen(PORT, '127.0.0.1', () => console.log(`listening on ${PORT}`));
