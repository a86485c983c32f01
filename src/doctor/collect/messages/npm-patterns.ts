// What npm, pnpm and yarn print when an install or a script fails.
import type { MessagePattern } from './pattern.ts';
import { withoutEmpty } from './stack-place.ts';

export const npmPatterns: readonly MessagePattern[] = [
  {
    kind: 'npm-failed',
    pattern: /npm (?:ERR!|error) code (?<code>\w{1,40})/,
    data: ({ groups }, record) =>
      withoutEmpty({
        code: groups?.['code'],
        program: 'npm',
        path: /npm (?:ERR!|error) path (\/[^\n]{1,500})/.exec(record)?.[1],
        errno: /npm (?:ERR!|error) errno (-?\w{1,12})/.exec(record)?.[1],
      }),
  },
  {
    kind: 'npm-failed',
    pattern: /npm (?:ERR!|error) Missing script: ["']?(?<script>[\w:.-]{1,80})/,
    data: ({ groups }) => withoutEmpty({ code: 'MISSING_SCRIPT', script: groups?.['script'], program: 'npm' }),
  },
  {
    kind: 'npm-failed',
    pattern: /\bERR_PNPM_(?<code>[A-Z_]{3,60})/,
    data: ({ groups }) => withoutEmpty({ code: groups?.['code'], program: 'pnpm' }),
  },
  {
    kind: 'npm-failed',
    pattern: /\bELIFECYCLE\s+Command failed with exit code (?<status>\d{1,3})/,
    data: ({ groups }) => withoutEmpty({ code: 'ELIFECYCLE', status: groups?.['status'], program: 'pnpm' }),
  },
  {
    kind: 'npm-failed',
    pattern: /^error Command failed with exit code (?<status>\d{1,3})\./m,
    data: ({ groups }) => withoutEmpty({ code: 'ELIFECYCLE', status: groups?.['status'], program: 'yarn' }),
  },
];
