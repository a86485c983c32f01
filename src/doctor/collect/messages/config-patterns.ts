// What applications print when a setting is missing: validation at boot, and libraries that ask for one by name.
// Data: `name` is the variable; `why` what is wrong with it: absent or invalid; `by` who says so.
import type { MessagePattern } from './pattern.ts';
import { withoutEmpty } from './stack-place.ts';

const NAME = '[A-Z][A-Z0-9_]{1,80}';
const absent =
  (by: string) =>
  ({ groups }: RegExpExecArray): Record<string, string> =>
    withoutEmpty({ name: groups?.['name'], why: 'absent', by });

export const configPatterns: readonly MessagePattern[] = [
  {
    // Joi, as @nestjs/config words it: Config validation error: "DATABASE_URL" is required. "PORT" must be a number
    kind: 'config-validation-failed',
    pattern: /Config validation error: (?<rest>[^\n]{1,1000})/,
    data: ({ groups }) => {
      const rest = groups?.['rest'] ?? '';
      const names = [...rest.matchAll(new RegExp(`"(${NAME})" (is required|[^".]{1,80})`, 'g'))];
      const wrong = names.filter(([, , why]) => why !== 'is required');
      return withoutEmpty({
        name: names.map(([, name]) => name).join(','),
        why: names.length > 0 && wrong.length === 0 ? 'absent' : 'invalid',
        by: '@nestjs/config',
        detail: names.length === 0 ? rest.slice(0, 160) : wrong.map(([, name, why]) => `${name} ${why}`).join('; '),
      });
    },
  },
  {
    // class-validator, as the recipes print it
    kind: 'config-validation-failed',
    pattern: new RegExp(`- property (?<name>${NAME}) has failed the following constraints: (?<rest>[^\\n]{1,200})`),
    data: ({ groups }, record) => {
      const names = [...record.matchAll(new RegExp(`- property (${NAME}) has failed`, 'g'))].map(([, name]) => name);
      return withoutEmpty({
        name: [...new Set(names)].join(','),
        why: 'invalid',
        by: 'class-validator',
        detail: groups?.['rest']?.trim(),
      });
    },
  },
  {
    kind: 'env-missing',
    pattern: new RegExp(`Configuration key "(?<name>[\\w.]{1,100})" does not exist`),
    data: absent('@nestjs/config'),
  },
  {
    kind: 'env-missing',
    pattern: new RegExp(`Environment variable not found: (?<name>${NAME})`),
    data: absent('prisma'),
  },
  {
    kind: 'env-missing',
    pattern: new RegExp(
      `(?:[Mm]issing|[Uu]ndefined) (?:required |mandatory )?(?:env(?:ironment)?(?: variables?| var)?|config(?:uration)?(?: variable)?)s?:? ["'\`]?(?<name>${NAME})\\b`,
    ),
    data: absent('app'),
  },
  {
    kind: 'env-missing',
    pattern: new RegExp(
      `["'\`]?\\b(?<name>[A-Z][A-Z0-9]{0,40}_[A-Z0-9_]{1,60})["'\`]? (?:environment variable )?(?:is not set|is not defined|is missing|is required|must be set|must be defined|not set|was not provided|is undefined)\\b`,
    ),
    data: absent('app'),
  },
  {
    kind: 'env-missing',
    pattern: /\bJwtStrategy requires a secret or key/,
    data: () => ({ why: 'absent', by: 'passport-jwt' }),
  },
  {
    kind: 'env-missing',
    pattern: /\bsecretOrPrivateKey must have a value/,
    data: () => ({ why: 'absent', by: 'jsonwebtoken' }),
  },
];
