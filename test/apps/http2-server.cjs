// Serves http/2 in clear text on PORT, and http/2 over TLS on SECURE_PORT where it is set.
const { execFileSync } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const http2 = require('node:http2');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const { PORT, SECURE_PORT, ALLSWELL_GENERATION: generation = null } = process.env;

function selfSigned() {
  const dir = mkdtempSync(join(tmpdir(), 'self-signed-'));
  const [keyFile, certFile] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
  const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost';
  execFileSync('openssl', [...request.split(' '), '-keyout', keyFile, '-out', certFile], { stdio: 'ignore' });
  const pair = { key: readFileSync(keyFile), cert: readFileSync(certFile) };
  rmSync(dir, { recursive: true });
  return pair;
}

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

http2.createServer(answer).listen(PORT, '127.0.0.1', () => console.log(`listening on ${PORT}`));
if (SECURE_PORT) {
  const secure = http2.createSecureServer({ ...selfSigned(), allowHTTP1: true }, answer);
  secure.listen(SECURE_PORT, '127.0.0.1', () => console.log(`listening on ${SECURE_PORT}`));
}
