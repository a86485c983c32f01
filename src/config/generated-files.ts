// Decides which files of the project are written from the configuration's schema, and their text.
import { describeSchema } from './describe-schema.ts';
import { configJsonSchema, formatJson } from './json-schema.ts';

/** By path from the root of the project; `example` is the text of example.yaml. */
export function generatedFiles(example: string): Record<string, string> {
  return {
    'docs/reference/config.md': describeSchema(example),
    'schema/allswell.schema.json': formatJson(configJsonSchema()),
  };
}
