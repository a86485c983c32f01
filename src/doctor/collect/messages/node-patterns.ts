// What Node itself prints when something is amiss: system errors, modules, memory, the end of a process.
// Data: system errors carry `syscall` and `path`, or `host` and `port`; errors of code carry `name`, `message`, `place`.
import type { MessageKind } from './kinds.ts';
import type { MessagePattern } from './pattern.ts';
import { readErrorWords, withoutEmpty } from './stack-place.ts';

/** `listen EADDRINUSE: address already in use :::3000`; before Node 12 without the words. */
const listen = (code: string): RegExp => new RegExp(`\\b(?:listen|bind) ${code}(?:: [a-z ]{3,40})? (\\S{1,300})`);

/** `connect ECONNREFUSED 127.0.0.1:5432 - Local (…)`, `connect ENOENT /run/x.sock` */
const connect = (code: string): RegExp => new RegExp(`\\bconnect ${code}(?:: [a-z ]{3,40})? (\\S{1,300})`);

const address = (found: RegExpExecArray): Record<string, string> => splitAddress(found[1] ?? '');

export function splitAddress(text: string): Record<string, string> {
  const clean = text.replace(/[.,;)\]}'"`]+$/, '');
  if (clean.startsWith('/')) return { path: clean };
  const found = /^(.*):(\d{1,5})$/.exec(clean);
  return found ? { host: (found[1] ?? '').replace(/^\[|\]$/g, ''), port: found[2] ?? '' } : { host: clean };
}

/** `EACCES: permission denied, open '/srv/shop/logs/app.log'` */
const onFile = (kind: MessageKind, code: string): MessagePattern => ({
  kind,
  pattern: new RegExp(`\\b${code}: [a-z -]{3,60}, (?<syscall>[a-z]{2,20}) '(?<path>[^'\\n]{1,1000})'`),
  data: ({ groups }) => withoutEmpty({ code, syscall: groups?.['syscall'], path: groups?.['path'] }),
});

export const nodePatterns: readonly MessagePattern[] = [
  { kind: 'node-address-in-use', pattern: listen('EADDRINUSE'), data: address },
  { kind: 'node-address-denied', pattern: listen('EACCES'), data: address },
  { kind: 'node-address-absent', pattern: listen('EADDRNOTAVAIL'), data: address },
  { kind: 'node-connect-refused', pattern: connect('ECONNREFUSED'), data: address },
  { kind: 'node-connect-refused', pattern: connect('ENOENT'), data: address },
  { kind: 'node-connect-timeout', pattern: connect('ETIMEDOUT'), data: address },
  { kind: 'node-connect-refused', pattern: connect('EHOSTUNREACH'), data: address },
  {
    kind: 'node-permission-denied',
    pattern: connect('EACCES'),
    data: (found) => ({ code: 'EACCES', syscall: 'connect', ...address(found) }),
  },
  { kind: 'node-connect-reset', pattern: /\b(?<syscall>read|write) ECONNRESET\b/ },
  { kind: 'node-dns-failed', pattern: /\bgetaddrinfo ENOTFOUND (?<host>[\w.:-]{1,253})/ },
  { kind: 'node-dns-temporary', pattern: /\bgetaddrinfo EAI_AGAIN (?<host>[\w.:-]{1,253})/ },
  onFile('node-permission-denied', 'EACCES'),
  onFile('node-permission-denied', 'EPERM'),
  onFile('node-permission-denied', 'EROFS'),
  onFile('node-file-absent', 'ENOENT'),
  {
    kind: 'node-disk-full',
    pattern: /\bENOSPC: no space left on device(?:, (?<syscall>[a-z]{2,20}))?(?: '(?<path>[^'\n]{1,1000})')?/,
  },
  {
    kind: 'node-watchers-exhausted',
    pattern: /\bENOSPC: System limit for number of file watchers reached(?:, watch '(?<path>[^'\n]{1,1000})')?/,
  },
  { kind: 'node-watchers-exhausted', pattern: /\bEMFILE: too many open files, watch\b/ },
  { kind: 'node-files-exhausted', pattern: /\bEMFILE: too many open files, (?!watch)(?<syscall>[a-z]{2,20})/ },
  { kind: 'node-files-exhausted', pattern: /\b(?<syscall>accept|spawn \S{1,200}|getaddrinfo|connect) EMFILE\b/ },
  { kind: 'node-files-exhausted', pattern: /\bENFILE: file table overflow/ },
  // Programs that keep a pid file of their own word it in many ways; the file or the pid is mostly told.
  {
    kind: 'pid-file-refused',
    pattern:
      /\b(?:already running|(?:pid|lock) ?file (?:already )?exists|another (?:instance|process) is (?:already )?running|found (?:an? )?(?:stale )?(?:pid|lock) ?file)\b/i,
    data: (_found, record) =>
      withoutEmpty({
        path: /(\/[^\s'":,()]{1,300}\.(?:pid|lock))\b/.exec(record)?.[1],
        pid: /\bpid[ :=#(]{1,3}(\d{1,8})\b/i.exec(record)?.[1],
      }),
  },
  { kind: 'node-process-limit', pattern: /\bspawn (?<program>\S{1,200}) (?<code>EAGAIN|ENOMEM)\b/ },
  { kind: 'node-cwd-gone', pattern: /\bENOENT: no such file or directory, uv_cwd/ },
  {
    kind: 'command-not-found',
    pattern: /\bspawn (?<command>\S{1,300}) ENOENT\b/,
    data: ({ groups }) => withoutEmpty({ command: groups?.['command'], by: 'node' }),
  },
  {
    kind: 'node-heap-exhausted',
    pattern: /FATAL ERROR: (?<why>[^\n]{1,120}?) Allocation failed - (?:JavaScript heap|process) out of memory/,
  },
  { kind: 'node-heap-exhausted', pattern: /FATAL ERROR: (?<why>[^\n]{0,120}?)(?:NewSpace|Zone) Allocation failed/ },
  { kind: 'node-heap-exhausted', pattern: /\bERR_WORKER_OUT_OF_MEMORY\b/ },
  { kind: 'node-bad-option', pattern: /\bbad option: (?<option>--?[^\s=]{1,80})(?:=(?<value>\S{1,80}))?/ },
  {
    kind: 'node-bad-option',
    pattern: /\billegal value for flag (?<option>--?[^\s=]{1,80})(?:=(?<value>\S{1,80}))? of type/,
  },
  {
    kind: 'node-bad-option',
    pattern: /(?<option>--?[\w-]{1,80})(?:=(?<value>\S{1,80}))? is not allowed in NODE_OPTIONS/,
  },
  {
    kind: 'node-addon-wrong-abi',
    pattern:
      /'(?<file>\/[^'\n]{1,1000})'\s+was compiled against a different Node\.js version using\s+NODE_MODULE_VERSION (?<builtFor>\d+)\. This version of Node\.js requires\s+NODE_MODULE_VERSION (?<needs>\d+)/,
  },
  { kind: 'node-addon-wrong-abi', pattern: /Module version mismatch\. Expected (?<needs>\d+), got (?<builtFor>\d+)/ },
  {
    kind: 'node-library-missing',
    pattern: /\b(?<library>lib[\w.+-]{1,100}\.so[\w.]{0,30}): cannot open shared object file/,
    // The addon itself is not named; the file that loads it is.
    data: ({ groups }, record) =>
      withoutEmpty({
        library: groups?.['library'],
        file: /(\/[^\s:()']{0,400}\/node_modules\/[^\s:()']{1,300})/.exec(record)?.[1],
      }),
  },
  {
    kind: 'node-library-missing',
    pattern: /(?<symbol>GLIBC(?:XX)?_[\d.]{1,12})' not found \(required by (?<file>\/[^\s)]{1,500})\)/,
  },
  {
    kind: 'node-library-missing',
    pattern: /Could not load the "(?<library>sharp)" module using the (?<platform>[\w-]{1,40}) runtime/,
  },
  {
    kind: 'node-syntax-error',
    pattern: /\bSyntaxError: (?<message>[^\n]{1,200})/,
    // What JSON.parse throws at bad input is no error of the code.
    data: (found, record) =>
      /at JSON\.parse|in JSON at position|is not valid JSON|in JSON\b/.test(record)
        ? null
        : withoutEmpty({ message: found.groups?.['message'], place: headOf(record) ?? readErrorWords(record).place }),
  },
  {
    kind: 'node-type-error',
    pattern: /\b(?:TypeError|ReferenceError)(?: \[\w+\])?: [^\n]/,
    data: (_, record) => errorData(record),
  },
  {
    kind: 'node-unhandled-rejection',
    pattern: /UnhandledPromiseRejection(?<old>Warning)?\b|triggerUncaughtException\(err, true|ERR_UNHANDLED_REJECTION/,
    data: ({ groups }, record) =>
      withoutEmpty({ ...errorData(record), message: reasonOf(record), ends: groups?.['old'] ? 'no' : 'yes' }),
  },
  {
    kind: 'node-uncaught',
    // The place alone on the first line, or Node's version on the last: only a process that ends prints these.
    pattern:
      /^(?:node:|file:\/\/\/|\/|internal\/|events\.js)[^\s:]{0,500}:\d+\n[\s\S]*?\n\s*(?:throw\b|\^|ErrorCaptureStackTrace)|\nNode\.js v\d+\.\d+\.\d+/,
    hint: '\n',
    data: (_, record) =>
      withoutEmpty({ ...errorData(record), message: reasonOf(record), node: /\nNode\.js v([\d.]+)/.exec(record)?.[1] }),
  },
];

/** Node begins with the place of what it can't read, be it in a package. */
function headOf(record: string): string | undefined {
  const found = /^(?:file:\/\/)?(\/[^\s:]{1,500}):(\d+)\n/.exec(record);
  return found ? `${found[1]}:${found[2]}` : undefined;
}

function errorData(record: string): Record<string, string> {
  const { name, message, code, place } = readErrorWords(record);
  return withoutEmpty({ name, message, code, place });
}

/** With a rejection that is no Error, the reason stands inside Node's own sentence. */
function reasonOf(record: string): string {
  const reason = /rejected with the reason "([^\n]{1,200})"\./.exec(record)?.[1];
  return reason ?? readErrorWords(record).message;
}
