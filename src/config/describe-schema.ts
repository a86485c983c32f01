// Decides the text of the reference of all options, from what the schema says of each.
import { stringify } from 'yaml';
import type { z } from 'zod';

import { appSchema, databaseSchema, poolSchema, SHORT_FORM_KEYS } from './schema.ts';

/** Markdown. `example` is the text of a whole configuration. */
export function describeSchema(example: string): string {
  const shortForm: readonly string[] = SHORT_FORM_KEYS;
  const appOptions = Object.entries(appSchema.shape).filter(([key]) => !shortForm.includes(key));
  return [
    '# allswell.yaml',
    '',
    '<!-- Generated from src/config/schema.ts by scripts/generate.ts. -->',
    '',
    'Allswell looks for `allswell.yaml` (or `allswell.yml`) in the folder it is called in and the folders above it.',
    'Relative paths in the file are relative to its folder; the script in `run` is relative to `cwd`.',
    '',
    '- `allswell init` writes the file for the app in a folder.',
    '- `allswell check` names everything that is wrong with it, with line and column, and shows what would run.',
    '- `allswell check --schema` prints its JSON Schema, for editors that complete and check YAML.',
    '',
    'A key that does not exist is refused. A duration is a number with its unit: `500ms`, `30s`, `10m`, `1h30m`, `1d`.',
    '',
    '## The app',
    '',
    ...describeOptions(appOptions),
    '## `database`',
    '',
    ...describeOptions(Object.entries(databaseSchema.shape)),
    '## A pool',
    '',
    'These stand under `pools`, below the name of the pool. An app of one web pool can do without `pools`: with `run` at the',
    `top level, ${list(shortForm)} stand there too.`,
    '',
    ...describeOptions(Object.entries(poolSchema.shape)),
    '## A whole file',
    '',
    '```yaml',
    example.trimEnd(),
    '```',
    '',
  ].join('\n');
}

function describeOptions(options: [string, z.ZodType][]): string[] {
  return options.flatMap(([key, schema]) => {
    const { description, byDefault, example } = schema.meta() ?? {};
    return [
      `### \`${key}\``,
      '',
      String(description),
      '',
      `Default: ${String(byDefault)}.`,
      '',
      '```yaml',
      stringify({ [key]: example }, { lineWidth: 0 }).trimEnd(),
      '```',
      '',
    ];
  });
}

function list(words: readonly string[]): string {
  const quoted = words.map((word) => `\`${word}\``);
  return `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
}
