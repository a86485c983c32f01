// Serves, tells each call of allswell/app's hooks on stdout, and takes 300 ms to leave; `ready` after READY_AFTER_MS (0).
const http = require('node:http');
const { setTimeout: sleep } = require('node:timers/promises');
const { isKept, onDrain, onServe, ready } = require('../../preload/app.cjs');

const { PORT, READY_AFTER_MS = '0', ALLSWELL_GENERATION: generation = null } = process.env;
let isServing = false;

onServe(() => {
  isServing = true;
  console.log('told to serve');
});
onDrain(async () => {
  console.log('told to drain');
  await sleep(300);
  console.log('has drained');
});

function answer(request, response) {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ pid: process.pid, generation, path: request.url, isKept: isKept(), isServing }));
}

http.createServer(answer).listen(PORT, '127.0.0.1', () => {
  console.log(`listening on ${PORT}`);
  setTimeout(ready, Number(READY_AFTER_MS));
});
