// An Express 5 application as most are: no word about signals.
const express = require('express');

const { PORT, ALLSWELL_GENERATION: generation = null } = process.env;

const app = express();
const tell = (request, response) => response.json({ pid: process.pid, generation, path: request.path });

app.use(express.raw({ type: () => true, limit: '50mb' }));
app.get(['/', '/health'], tell);
app.get('/slow', (request, response) => setTimeout(tell, Number(request.query.ms), request, response));
app.post('/orders', (request, response) => {
  response.json({ pid: process.pid, generation, path: request.path, length: request.body?.length ?? 0 });
});
app.listen(PORT, '127.0.0.1', () => console.log(`listening on ${PORT}`));
