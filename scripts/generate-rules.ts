// Writes src/doctor/rules/index.ts from the folders beside it: a folder is a rule, and deleting the folder deletes the rule.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'src', 'doctor', 'rules');
const ids = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .toSorted();
const nameOf = (id: string): string => id.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
const text = [
  '// Every rule. Written by scripts/generate-rules.ts from the folders beside it: do not edit.',
  "import type { Rule } from '../model.ts';",
  ...ids.map((id) => `import { rule as ${nameOf(id)} } from './${id}/rule.ts';`),
  '',
  'export const rules: readonly Rule[] = [',
  ...ids.map((id) => `  ${nameOf(id)},`),
  '];',
  '',
].join('\n');
writeFileSync(join(folder, 'index.ts'), text);
