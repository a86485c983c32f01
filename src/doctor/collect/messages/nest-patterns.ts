// What Nest prints, versions 6 to 12, and the libraries that are used with it for configuration and data.
// nest-cannot-resolve: `who` can't be made in `module` because `missing` isn't there; `token` says what kind of name that is.
import type { MessagePattern } from './pattern.ts';
import { readErrorWords, withoutEmpty } from './stack-place.ts';

export const nestPatterns: readonly MessagePattern[] = [
  {
    kind: 'nest-cannot-resolve',
    pattern:
      /Nest can't resolve dependencies of the (?<who>[^\s(.]{1,200})(?: \((?<params>[^)\n]{0,1000})\))?\. Please make sure that the (?<rest>[^\n]{1,500})/,
    data: ({ groups }, record) => {
      const rest = groups?.['rest'] ?? '';
      const argument =
        /^argument (?<missing>.{1,300}?) at index \[(?<index>\d+)\] is available in the (?<module>\S{1,200}) (?:context|module)/.exec(
          rest,
        );
      const nameless =
        /^argument at index \[(?<index>\d+)\] is available in the (?<module>\S{1,200}) (?:context|module)/.exec(rest);
      const property = /^"(?<property>[^"]{1,200})" property is available/.exec(rest);
      const missing = argument?.groups?.['missing']?.replace(/^"|"$/g, '') ?? '';
      const module = (argument ?? nameless)?.groups?.['module'];
      return withoutEmpty({
        who: groups?.['who'],
        params: groups?.['params'],
        missing,
        index: (argument ?? nameless)?.groups?.['index'],
        module: module === 'current' ? '' : module,
        property: property?.groups?.['property'],
        token:
          nameless && /\[Function: (?:Object|Function)\]|\[class Object\]/.test(record)
            ? 'erased'
            : tokenOf(missing, nameless !== null, property !== null),
      });
    },
  },
  {
    kind: 'nest-circular',
    pattern: /Nest cannot create the (?<module>\S{1,200}) instance\./,
    data: ({ groups }, record) =>
      withoutEmpty({
        module: groups?.['module'] === 'module' ? '' : groups?.['module'],
        index: /The module at index \[(\d+)\]/.exec(record)?.[1],
        scope: /Scope \[([^\]\n]{1,300})\]/.exec(record)?.[1],
        of: 'modules',
      }),
  },
  {
    kind: 'nest-circular',
    pattern: /A circular dependency has been detected inside "?(?<provider>[^\s".]{1,200})/,
    data: ({ groups }) => withoutEmpty({ provider: groups?.['provider'], of: 'providers' }),
  },
  {
    kind: 'nest-cannot-export',
    pattern:
      /Nest cannot export a (?:provider\/module|component\/module) that is not a part of the currently processed module \((?<module>[^)\n]{1,200})\)/,
    data: ({ groups }, record) =>
      withoutEmpty({
        module: groups?.['module'],
        provider: /whether the exported (\S{1,200}) is available/.exec(record)?.[1],
      }),
  },
  { kind: 'nest-starting', pattern: /Starting Nest application\.\.\./, data: () => ({}) },
  { kind: 'nest-started', pattern: /Nest (?:application|microservice) successfully started/, data: () => ({}) },
  {
    kind: 'nest-database-retry',
    pattern:
      /Unable to connect to the database(?: \((?<name>[^)]{1,80})\))?\. (?:Retrying \((?<attempt>\d+)\)|Message: (?<message>[^\n]{1,200}))/,
    // The attempt counts up: kept out so that the same trouble stays one entry.
    data: ({ groups }, record) => {
      const { name, message, code } = readErrorWords(record);
      return withoutEmpty({ connection: groups?.['name'], error: name, message: message || groups?.['message'], code });
    },
  },
  {
    kind: 'node-uncaught',
    pattern:
      /^(?:ERROR )?\[ExceptionHandler\] (?!Nest can't resolve|Nest cannot|Unknown\w+Exception|Undefined\w+Exception|Circular)/,
    data: (_, record) => {
      const words = record.replace(/^(?:ERROR )?\[ExceptionHandler\] /, '');
      const { name, message, code, place } = readErrorWords(words);
      return withoutEmpty({ name, message: message || words.split('\n')[0]?.slice(0, 200), code, place, by: 'nest' });
    },
    hint: 'ExceptionHandler',
  },
  {
    kind: 'prisma-engine-missing',
    pattern: /could not locate the Query Engine for runtime "(?<runtime>[^"\n]{1,80})"/,
    data: ({ groups }, record) =>
      withoutEmpty({ runtime: groups?.['runtime'], generated: /generated for "([^"\n]{1,80})"/.exec(record)?.[1] }),
  },
  {
    kind: 'prisma-engine-missing',
    pattern: /@prisma\/client did not initialize yet|Cannot find module '\.prisma\/client/,
    data: () => ({ generated: 'never' }),
  },
];

/**
 * none: the class itself was undefined when the decorator ran (an import that goes in a circle, or `import type`);
 * erased: TypeScript left only Object or Function; own: one of Nest's; text: a string or symbol; class: everything else.
 */
function tokenOf(missing: string, isNameless: boolean, isProperty: boolean): string {
  if (isProperty) return 'property';
  if (isNameless || missing === 'dependency') return 'none';
  if (['Object', 'Function', 'String', 'Number', 'Boolean', 'Array', 'Promise'].includes(missing)) return 'erased';
  if (
    [
      'ModuleRef',
      'Reflector',
      'HttpAdapterHost',
      'LazyModuleLoader',
      'ModulesContainer',
      'SerializedGraph',
      'ApplicationConfig',
      'ExternalContextCreator',
    ].includes(missing)
  )
    return 'own';
  return /^[A-Z]\w*[a-z]\w*$/.test(missing) ? 'class' : 'text';
}
