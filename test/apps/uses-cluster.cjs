// Shares PORT among two node:cluster workers, and replaces one that dies.
const cluster = require('node:cluster');
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
    response.end(JSON.stringify({ pid: process.pid, generation, path, clusterWorker: cluster.worker.id, ...body }));
  });
}

if (cluster.isPrimary) {
  for (let forks = 0; forks < 2; forks++) cluster.fork();
  cluster.on('exit', () => cluster.fork());
} else {
  http.createServer(answer).listen(PORT, '127.0.0.1', () => console.log(`listening on ${PORT}`));
}
