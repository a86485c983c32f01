// Prints MB_PER_MINUTE (100) in numbered lines of 100 bytes from its start, and serves.
const http = require('node:http');

const { PORT, MB_PER_MINUTE = '100', ALLSWELL_GENERATION: generation = null } = process.env;

const linesPerMs = (Number(MB_PER_MINUTE) * 10_000) / 60_000;
const startedAt = Date.now();
let printed = 0;

setInterval(() => {
  const due = Math.floor((Date.now() - startedAt) * linesPerMs);
  let lines = '';
  while (printed < due) lines += `line ${String(++printed).padStart(12, '0')} ${'.'.repeat(81)}\n`;
  process.stdout.write(lines);
}, 10);

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

http.createServer(answer).listen(PORT, '127.0.0.1', () => console.log(`listening on ${PORT}`));
