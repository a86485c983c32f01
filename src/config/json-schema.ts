// Decides what editors are told of the configuration: the schema as JSON Schema, defaults in the words of each option.
import { z } from 'zod';

import { appSchema } from './schema.ts';

export function configJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(appSchema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      const { byDefault, example } = jsonSchema;
      if (typeof byDefault !== 'string') return;
      jsonSchema.description = `${jsonSchema.description ?? ''} Default: ${byDefault}.`;
      jsonSchema.examples = [example];
      delete jsonSchema['byDefault'];
      delete jsonSchema['example'];
    },
  });
  return { ...schema, title: 'allswell.yaml' };
}

/** Two spaces, and short lists on one line, as the project's formatter has them. */
export function formatJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  const short = text.replaceAll(
    /^(.*)\[\s*([^[\]{}]*?)\s*\](,?)$/gm,
    (whole: string, before: string, inside: string, comma: string) => {
      const line = `${before}[${inside.replaceAll(/\s*\n\s*/g, ' ')}]${comma}`;
      return line.length <= 120 ? line : whole;
    },
  );
  return `${short}\n`;
}
