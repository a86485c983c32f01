// A Fastify 5 application with no word about signals.
const { setTimeout: sleep } = require('node:timers/promises');
const fastify = require('fastify');

const { PORT, ALLSWELL_GENERATION: generation = null } = process.env;

const app = fastify({ bodyLimit: 50_000_000 });
const told = (request) => ({ pid: process.pid, generation, path: request.url.split('?')[0] });

app.removeAllContentTypeParsers();
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
app.get('/', async (request) => told(request));
app.get('/health', async (request) => told(request));
app.get('/slow', async (request) => {
  await sleep(Number(request.query.ms));
  return told(request);
});
app.post('/orders', async (request) => ({ ...told(request), length: request.body?.length ?? 0 }));
app.listen({ port: Number(PORT), host: '127.0.0.1' }).then(() => console.log(`listening on ${PORT}`));
