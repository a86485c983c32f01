// Checks which ports are plainly there, and that nothing is guessed.
import { expect, test } from 'vitest';

import { detectPort } from './detect-port.ts';

const port = (text: string, variables: Record<string, string> | null = null) =>
  detectPort({
    source: { file: 'src/main.ts', text },
    envFile: variables === null ? null : { file: '.env', variables },
  });

test.each([
  ['await app.listen(3000);', 3000],
  ["app.listen( 8080, '0.0.0.0')", 8080],
  ['fastify.listen({ port: 4000, host })', 4000],
  ['await app.listen(process.env.PORT ?? 3000);', 3000],
  ["const port = process.env.PORT || '3001';", 3001],
  ["const port = process.env['PORT'] || 3002;", 3002],
  ['const port = parseInt(process.env.PORT, 10) || 3003', 3003],
  ['const port = Number(process.env.PORT) || 3004', 3004],
  ["config.get<number>('PORT', 3005)", 3005],
  ["config.get('PORT') ?? 3006", 3006],
  ['// app.listen(1)\n/* listen(2222) */\nlisten(port)', null],
  ['await app.listen(port);', null],
  ['listen(99999)', null],
])('%s', (text, expected) => {
  expect(port(text)?.value ?? null).toBe(expected);
});

test('the env file wins over a fallback, and loses to a fixed port', () => {
  expect(port('listen(process.env.PORT ?? 3000)', { PORT: '4000' })).toEqual({ value: 4000, from: '.env: PORT=4000' });
  expect(port('listen(3000)', { PORT: '4000' })).toEqual({ value: 3000, from: 'src/main.ts: listen(3000)' });
  expect(port('listen(x)', { PORT: '4000' })).toBeNull();
  expect(detectPort({ source: null, envFile: { file: '.env', variables: { PORT: '4000' } } })?.value).toBe(4000);
});
