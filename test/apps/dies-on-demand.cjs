// Dies in mid-request, unanswered: GET /throw, /reject, /abort, /exit?code=N, /signal?name=SIGKILL.
const http = require('node:http');

const { PORT, ALLSWELL_GENERATION: generation = null } = process.env;

const deaths = {
  '/throw': () => {
    throw new Error('thrown on demand');
  },
  '/reject': () => Promise.reject(new Error('rejected on demand')),
  '/abort': () => process.abort(),
  '/exit': (asked) => process.exit(Number(asked.get('code'))),
  '/signal': (asked) => process.kill(process.pid, asked.get('name')),
};

function answer(request, response) {
  let length = 0;
  request.on('data', (chunk) => {
    length += chunk.length;
  });
  request.on('end', () => {
    const [path, query] = request.url.split('?');
    const asked = new URLSearchParams(query);
    if (deaths[path]) return deaths[path](asked);
    const body = request.method === 'POST' ? { length } : {};
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ pid: process.pid, generation, path, ...body }));
  });
}

http.createServer(answer).listen(PORT, '127.0.0.1', () => console.log(`listening on ${PORT}`));
