// What Node, ts-node and bundlers print when a module can't be loaded, and shells when a program isn't there.
// Data: `module` as it was asked for, `package` when it is one, `from` who asked, `asked`: entry, relative or package.
import type { MessagePattern } from './pattern.ts';
import { withoutEmpty } from './stack-place.ts';

const REQUIRED_BY = /Require stack:\n- ([^\n]{1,1000})/;

export const modulePatterns: readonly MessagePattern[] = [
  {
    kind: 'node-module-missing',
    pattern:
      /Cannot find (?:module|package) '(?<module>[^'\n]{1,1000})'(?: imported from (?<from>[^\s'"][^\n'"]{0,1000}))?/,
    data: ({ groups }, record) => {
      // What ts-node and the compiler say of types is for those who build.
      const module = groups?.['module'] ?? '';
      // Prisma's client is generated, not installed: that has a kind of its own.
      if (/error TS\d+:/.test(record) || module.startsWith('.prisma/')) return null;
      const from = groups?.['from']?.replace(/[\s.,;)]+$/, '') ?? REQUIRED_BY.exec(record)?.[1] ?? '';
      return withoutEmpty({
        module,
        package: packageOf(module),
        from,
        asked: askedHow(module, from, record),
        main: mainOf(record),
      });
    },
  },
  {
    kind: 'node-module-missing',
    pattern: /No such built-in module: (?<module>node:[\w/]{1,60})/,
    data: ({ groups }) => withoutEmpty({ module: groups?.['module'], asked: 'builtin' }),
  },
  {
    kind: 'node-module-is-esm',
    pattern: /require\(\) of ES Module (?<module>\/[^\s]{1,1000})(?: from (?<from>\/[^\s]{1,1000}))? not supported/,
    data: ({ groups }) => esmData(groups?.['module'], groups?.['from']),
  },
  {
    kind: 'node-module-is-esm',
    pattern: /require\(\) cannot be used on an ESM graph with top-level await/,
    data: (_, record) =>
      esmData(
        /(?:Requiring|Required module:) (\/\S{1,1000})/.exec(record)?.[1],
        (/\n\s*From (\/\S{1,1000})/.exec(record) ?? REQUIRED_BY.exec(record))?.[1],
      ),
  },
  {
    kind: 'node-module-is-esm',
    pattern: /Must use import to load ES Module: (?<module>\/[^\s]{1,1000})/,
    data: ({ groups }, record) =>
      esmData(groups?.['module'], /require\(\) of (?:ES modules? )?\S{1,1000} from (\/\S{1,1000})/.exec(record)?.[1]),
  },
  {
    kind: 'node-module-is-esm',
    pattern: /No "exports" main defined in (?<module>\/[^\s]{1,1000})\/package\.json/,
    data: ({ groups }, record) => esmData(groups?.['module'], REQUIRED_BY.exec(record)?.[1]),
  },
  {
    kind: 'command-not-found',
    pattern:
      /^(?:\/bin\/)?(?:ba|da|z|k)?sh: (?:line )?(?:\d+: )?(?:exec: )?(?<command>[^\s:]{1,200}): (?:command )?not found/m,
    data: ({ groups }) => withoutEmpty({ command: groups?.['command'], by: 'sh' }),
    hint: 'not found',
  },
  {
    kind: 'command-not-found',
    pattern: /\benv: ['‘"]?(?<command>[^\s'’":]{1,200})['’"]?: No such file or directory/,
    data: ({ groups }) => withoutEmpty({ command: groups?.['command'], by: 'env' }),
  },
];

/** `@nestjs/core/internal` → `@nestjs/core`; nothing for paths. A path into a node_modules names its package too. */
export function packageOf(module: string): string {
  const inside = module.lastIndexOf('/node_modules/');
  const name = inside === -1 ? module : module.slice(inside + '/node_modules/'.length);
  if (/^[./]|^file:|^node:|^#/.test(name) || name.includes('\\')) return '';
  return /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? '';
}

function askedHow(module: string, from: string, record: string): string {
  if (packageOf(module) !== '') return 'package';
  const isEntry =
    from === '' && /requireStack: \[\]|executeUserEntryPoint|run_main/.test(record) && module.startsWith('/');
  return isEntry ? 'entry' : 'relative';
}

/** A package that is there but lacks the file its package.json names: half installed. */
const mainOf = (record: string): string => (/has a valid "main" entry/.test(record) ? 'absent' : '');

const esmData = (module: string | undefined, from: string | undefined): Record<string, string> =>
  withoutEmpty({ module, package: packageOf(module ?? ''), from: from?.replace(/[.,]$/, '') });
