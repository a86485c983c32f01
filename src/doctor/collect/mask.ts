// Takes out of a text what must not leave the machine: passwords, tokens, keys, people's addresses, and terminal escapes.
// Values of an environment are never kept as text at all: see hash-value.ts.
import { stripVTControlCharacters } from 'node:util';

const TEXT_MAX = 300;
const MASK = '***';

/** Names of settings whose values are secret, whatever they hold. */
const SECRET_NAME =
  /pass(word|wd|phrase)?$|[-_]pwd$|secret|token|api[-_.]?key|access[-_.]?key|private[-_.]?key|signing[-_.]?key|encryption[-_.]?key|app[-_.]?key|credential|auth[-_.]?key|session[-_.]?key|salt$|dsn$|cookie|jwt|bearer/i;

/**
 * `password=x`, `"apiKey": "x y"`, `Authorization: Bearer x`. Nothing stands before the word and every run is bounded: a
 * hostile line of megabytes must cost no more than its length.
 */
const NAMED_VALUE =
  /((?:password|passwd|passphrase|[-_]pwd|secret|token|api[-_.]?key|access[-_.]?key|private[-_.]?key|credentials?|authorization|cookie)[\w.-]{0,40}["']?\s{0,3}(?:=>|=|:)\s{0,3})(?:"[^"]{1,2000}"?|'[^']{1,2000}'?|(?:(?:bearer|basic)\s{1,3})?[^\s"',;&)}\]]{1,2000})/gi;

const URL_PASSWORD = /\b([a-z][a-z0-9+.-]{1,20}:\/\/)([^\s:@/'"]{0,200}):([^\s@'"]{1,200})@/gi;
const URL_USER_TOKEN = /\b(https?:\/\/)([^\s:@/'"]{16,200})@/gi;
const BEARER = /\b(bearer|basic)\s{1,3}[\w+/=.~-]{8,2000}/gi;
const JSON_WEB_TOKEN = /\beyJ[\w-]{5,300}\.[\w-]{5,}(?:\.[\w-]*)?/g;
/** `shop@1.service` is a unit, not a person. */
const MAIL_ADDRESS =
  /\b[\w.%+-]{1,64}@(?:[a-z\d-]{1,63}\.){1,8}(?!(?:service|scope|slice|socket|timer|target|mount|path|device|swap)\b)[a-z]{2,24}\b/gi;
/** Keys that name themselves by their first letters. */
const KNOWN_KEY =
  /\b(?:sk|pk|rk)_(?:live|test)_\w{8,}|\bAKIA[0-9A-Z]{12,}|\bgh[pousr]_\w{20,}|\bxox[abprs]-[\w-]{10,}|\bnpm_\w{30,}/g;
const PRIVATE_KEY = /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,20}PRIVATE KEY-----|$)/g;
/** A value that was taken as an identifier by PostgreSQL or MySQL: `Key (email)=(somebody)`. */
const ROW_VALUE = /(\bKey \([^)]{1,100}\)=\()[^)]{1,200}(?=\))/g;

export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);

/** The text without secrets. Pure; the same text always gives the same answer. */
export function maskSecrets(text: string): string {
  return text
    .replace(PRIVATE_KEY, `-----PRIVATE KEY ${MASK}-----`)
    .replace(URL_PASSWORD, `$1$2:${MASK}@`)
    .replace(URL_USER_TOKEN, `$1${MASK}@`)
    .replace(NAMED_VALUE, maskNamed)
    .replace(BEARER, `$1 ${MASK}`)
    .replace(JSON_WEB_TOKEN, MASK)
    .replace(KNOWN_KEY, MASK)
    .replace(ROW_VALUE, `$1${MASK}`)
    .replace(MAIL_ADDRESS, `${MASK}@${MASK}`);
}

/** `token.guard.js:12` is a place in code. */
const CODE_PLACE = /\.[cm]?[jt]sx?:$/;

function maskNamed(text: string, name: string): string {
  if (CODE_PLACE.test(name)) return text;
  const quote = /^["']/.exec(text.slice(name.length))?.[0] ?? '';
  return `${name}${quote}${MASK}${quote}`;
}

/** Without terminal escapes and control characters (tabs and line ends become blanks), also those that turn text around. */
export function stripControls(text: string): string {
  return (
    stripVTControlCharacters(text)
      // oxlint-disable-next-line no-control-regex
      .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
      .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
  );
}

/** One line without escapes, of bounded length: for names and paths of the machine itself. */
export function cleanText(text: string, lengthMax = TEXT_MAX): string {
  return cut(stripControls(text.slice(0, lengthMax * 4)).trim(), lengthMax);
}

/** What may be kept of a line of a log or of an answer: clean, and without secrets. */
export function maskText(text: string, lengthMax = TEXT_MAX): string {
  // A secret that is cut in two must not escape its mask: generously first, exactly last.
  return cut(maskSecrets(stripControls(text.slice(0, lengthMax * 4))).trim(), lengthMax);
}

const cut = (text: string, lengthMax: number): string =>
  text.length > lengthMax ? `${text.slice(0, lengthMax - 1)}…` : text;

/** Arguments of a program, each masked; the one after `--password` too. */
export function maskArguments(args: readonly string[], lengthMax = TEXT_MAX): string[] {
  return args.map((arg, index) => {
    const before = args[index - 1] ?? '';
    const isValueOfSecret = /^--?[\w-]+$/.test(before) && isSecretName(before) && !arg.startsWith('-');
    return isValueOfSecret ? MASK : maskText(arg, lengthMax);
  });
}

/** Settings whose values may be shown, without those that may not. */
export function maskValues(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, isSecretName(name) ? MASK : maskText(value)]),
  );
}
