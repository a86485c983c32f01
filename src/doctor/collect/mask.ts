// Decides what of a text may be kept: no terminal escapes, no secrets, no addresses of people. Pure.
const SECRET_NAME =
  /pass(?:word|wd|phrase)?|secret|token|api[-_]?key|private[-_]?key|access[-_]?key|credential|auth|bearer|cookie|session|signature|salt|dsn|jwt|pwd/i;
const MASK = '***';
const TEXT_MAX = 300;

/** Escape sequences: CSI, OSC with their end, and single ones (ECMA-48, 5.3 to 5.6; 8-bit forms too). */
// oxlint-disable-next-line no-control-regex
const ESCAPES = /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b\]|\u009d)[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[@-_]?/g;
/** What could still move a cursor, or turn the reading direction round. */
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

const SECRETS: [RegExp, string][] = [
  // scheme://user:password@host
  [/\b([a-z][a-z\d+.-]{0,20}:\/\/)[^\s/@:"']{0,200}:[^\s/@"']{1,500}@/gi, `$1${MASK}@`],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${MASK}`],
  // JSON Web Tokens, and the keys that well known givers mark by their beginning
  [/\beyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*/g, MASK],
  [/\b(?:sk|pk|rk|ghp|gho|ghs|github_pat|glpat|xox[abprs]|AKIA|ASIA|npm)[-_]?[A-Za-z\d_-]{16,}\b/g, MASK],
  [/-----BEGIN [A-Z ]+-----[\s\S]{0,8000}?(?:-----END [A-Z ]+-----|$)/g, MASK],
  [/\b[\w.%+-]{1,64}@(?:[a-z\d-]{1,63}\.){1,8}[a-z]{2,24}\b/gi, '***@***'],
];
/** `name=value`, `"name": "value"`, `name: value` where the name is one of a secret. */
const ASSIGNED = /\b([\w.-]{0,60})(["']?\s{0,2}[=:]\s{0,2})("[^"]{0,2000}"|'[^']{0,2000}'|[^\s"',;&}]{1,2000})/g;

/** True when nobody should see the value of a variable, an option or a field with this name. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);

/** Without escapes and control characters; line ends become spaces. */
export function cleanText(text: string, lengthMax: number = TEXT_MAX): string {
  const cut = text.slice(0, lengthMax * 4);
  const clean = cut.replace(ESCAPES, '').replace(/[\t\n\r]+/g, ' ').replace(CONTROLS, '').trim();
  return clean.length > lengthMax ? `${clean.slice(0, lengthMax - 1)}…` : clean;
}

/** Clean, and with everything that looks like a secret or a person's address replaced. */
export function maskText(text: string, lengthMax: number = TEXT_MAX): string {
  let masked = cleanText(text, Math.max(lengthMax, 2 * TEXT_MAX));
  for (const [pattern, replacement] of SECRETS) masked = masked.replace(pattern, replacement);
  masked = masked.replace(ASSIGNED, (whole, name: string, between: string) =>
    isSecretName(name) ? `${name}${between}${MASK}` : whole,
  );
  return masked.length > lengthMax ? `${masked.slice(0, lengthMax - 1)}…` : masked;
}

/** Arguments of a program: `--password=x`, `--token x` and `-e NAME=x` lose their values. */
export function maskArguments(args: readonly string[], lengthMax: number = TEXT_MAX): string[] {
  return args.map((arg, index) => {
    const before = args[index - 1] ?? '';
    const isValueOfSecret = /^--?[\w-]+$/.test(before) && isSecretName(before) && !arg.startsWith('-');
    return isValueOfSecret ? MASK : maskText(arg, lengthMax);
  });
}
