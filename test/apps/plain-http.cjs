// Serves on PORT with no word about signals, and can be asked to be slow, to tell an environment variable, to exit.
const http = require('node:http');

const { PORT, ALLSWELL_GENERATION: generation = null } = process.env;

function answer(request, response) {
  let length = 0;
  request.on('data', (chunk) => {
    length += chunk.length;
  });
  request.on('end', () => {
    const [path, query] = request.url.split('?');
    const asked = new URLSearchParams(query);
    const told = { pid: process.pid, generation, path };
    if (request.method === 'POST') told.length = length;
    if (path === '/env') told.value = process.env[asked.get('name')] ?? null;

    const send = () => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(told), () => {
        if (path === '/exit') process.exit(Number(asked.get('code')));
      });
    };
    if (path === '/slow') setTimeout(send, Number(asked.get('ms')));
    else send();
  });
}

http.createServer(answer).listen(PORT, '127.0.0.1', () => console.log(`listening on ${PORT}`));
