// Writes the files that are generated from the source: the reference of the configuration and its JSON Schema.
// Run it after a change of src/config/schema.ts or example.yaml; `--check` writes nothing and fails if a file is stale.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { generatedFiles } from '../src/config/generated-files.ts';

const ROOT = join(import.meta.dirname, '..');
const isCheck = process.argv.includes('--check');

const example = readFileSync(join(ROOT, 'src/config/example.yaml'), 'utf8');
const stale = Object.entries(generatedFiles(example)).filter(([path, text]) => readOrNull(join(ROOT, path)) !== text);
for (const [path, text] of stale) {
  process.stdout.write(`${path}\n`);
  if (isCheck) continue;
  mkdirSync(dirname(join(ROOT, path)), { recursive: true });
  writeFileSync(join(ROOT, path), text);
}
if (isCheck && stale.length > 0) {
  process.stderr.write('stale; write them anew with: node scripts/generate.ts\n');
  process.exitCode = 1;
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // A file that isn't there is as stale as one with another text.
    return null;
  }
}
