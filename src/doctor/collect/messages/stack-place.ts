// Reads out of a stack trace what a person looks for: the error, its code, and the first line of their own code.

export interface ErrorWords {
  name: string;
  message: string;
  code: string;
  /** `file:line` of the first frame that is neither Node's nor a package's; empty when there is none. */
  place: string;
}

const MESSAGE_MAX = 200;
const FRAME = /^\s{2,}at (?:.{0,300}\()?(?:file:\/\/)?(\/[^\s()]{1,500}?):(\d+)(?::\d+)?\)?/gm;
/** The first line at the margin that names an error; Node writes the class, sometimes with its code in brackets. */
const ERROR =
  /^(?:\[[\w.]+\] )?(?:Uncaught )?\[?([A-Z][\w$]{0,60}(?:Error|Exception|Rejection)|Error)(?: \[([\w ]{1,60})\])?: ?([^\n]{0,1000})/m;
const CODE = /^\s{2,}code: '([\w]{1,60})'/m;

export function readErrorWords(record: string): ErrorWords {
  const error = ERROR.exec(record);
  const bracketed = error?.[2] && error[2] !== 'Error' ? error[2] : '';
  return {
    name: error?.[1] ?? '',
    message: (error?.[3] ?? '')
      .replace(/\]? ?\{$/, '')
      .trim()
      .slice(0, MESSAGE_MAX),
    code: CODE.exec(record)?.[1] ?? bracketed,
    place: placeOf(record),
  };
}

function placeOf(record: string): string {
  // Node shows the line itself before the error; that is the best place there is.
  const head = /^(?:file:\/\/)?(\/[^\s:]{1,500}):(\d+)(?=\n)/.exec(record);
  if (head?.[1] && isOwnCode(head[1])) return `${head[1]}:${head[2]}`;
  for (const [, file = '', line = ''] of record.matchAll(FRAME)) if (isOwnCode(file)) return `${file}:${line}`;
  return '';
}

const isOwnCode = (file: string): boolean =>
  !file.includes('/node_modules/') && !file.startsWith('/usr/lib/node_modules/');

/** Only what has something in it. */
export const withoutEmpty = (data: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(data).filter((entry): entry is [string, string] => !!entry[1]));
