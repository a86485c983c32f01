// Shows by example what the supervisor does: each file in supervise/ is a story with its commands.
// UPDATE_SCENARIOS=1 rewrites the commands; read the difference before you keep it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runScenario } from './run-scenario.ts';

const folder = new URL('supervise/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.txt'));

describe('the supervisor', () => {
  test.each(files)('%s', (file) => {
    const path = new URL(file, folder);
    const text = readFileSync(path, 'utf8');
    const played = runScenario(text);
    if (process.env['UPDATE_SCENARIOS']) writeFileSync(path, played);
    else expect(played).toBe(text);
  });

  test('is told when a scenario forgets that time passes', () => {
    const text = '0 roll-asked 1 jobs:queue*1,start=5s\n\n9000 time-passed\n';
    expect(() => runScenario(text)).toThrow('wake-up of 5000');
  });
});
