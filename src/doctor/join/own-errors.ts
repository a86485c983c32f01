// Tells errors of a program's own code from those of ports, connections, modules and the like, which have rules of their own.
import type { Message } from '../facts/message-facts.ts';

/** What stands in the same record and explains nothing further. */
const NO_REASON = new Set([
  'node-type-error',
  'node-file-absent',
  'node-unhandled-rejection',
  'node-uncaught',
  'nest-starting',
]);
const OTHERS_CODES =
  /^(?:EADDRINUSE|EADDRNOTAVAIL|EACCES|EPERM|ECONN|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ENOSPC|EMFILE|ENFILE|MODULE_NOT_FOUND|ERR_MODULE_NOT_FOUND|ERR_REQUIRE|ERR_DLOPEN|53300|28P01|3D000|28000|ER_|EPIPE)/;

export function isOwnError({ data }: Message): boolean {
  const others = (data['with'] ?? '').split(',').filter((kind) => kind !== '' && !NO_REASON.has(kind));
  if (others.length > 0 || OTHERS_CODES.test(data['code'] ?? '')) return false;
  return data['name'] !== 'SyntaxError';
}

/** `TypeError: Cannot read properties of undefined (reading 'name')` */
export function errorWords({ data, text }: Message): string {
  const { name = '', message = '' } = data;
  const words = [name, message].filter(Boolean).join(': ') || text;
  return words.replace(/[.\s]+$/, '').slice(0, 160);
}
