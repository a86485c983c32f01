// Answers for a pool that has no worker: a quick 503 with Retry-After instead of a connection that hangs.
// Leaves as soon as it is told, answering what it has already accepted.
'use strict';
const http = require('node:http');

const FIRST_SOCKET_FD = 3;
const RETRY_AFTER_S = '5';
const LEAVE_MS = 1000;

const server = http.createServer((request, response) => {
  request.resume();
  response.writeHead(503, {
    'content-type': 'text/plain; charset=utf-8',
    'retry-after': RETRY_AFTER_S,
    connection: 'close',
  });
  response.end('Service unavailable: no worker can answer at the moment. Please try again in a few seconds.\n');
});
server.listen({ fd: FIRST_SOCKET_FD });

process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  setTimeout(() => process.exit(0), LEAVE_MS);
});
