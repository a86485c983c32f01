// Why a checkout could not be made ready: what could not be done, why, what to do next.

/** An expected failure of the set-up, in words for the person who started it. */
export class SetupProblem extends Error {
  /**
   * @param {string} what what could not be done
   * @param {string} why
   * @param {string} next
   * @param {string} output of the program that failed
   */
  constructor(what, why, next, output = '') {
    super(`Could not ${what}: ${why}.\n${next}`);
    this.output = output;
  }
}

/** @type {[codes: RegExp, why: string, next: string][]} */
const KNOWN = [
  [
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)\b/,
    'the npm registry did not answer',
    'Check the network and the proxy with `npm ping`, then run the same command again. What was fetched is kept.',
  ],
  [
    /\b(ENOSPC|EDQUOT)\b/,
    'there is no room left on the disk',
    'The tools take 500 MB, the example and test applications about as much. See `df -h .` and `df -i .`.',
  ],
  [
    /\b(EACCES|EPERM|EROFS)\b/,
    'this user may not write there',
    'See `ls -ld . node_modules .tools` and `npm config get cache`: a run as root may have left files that are root’s.',
  ],
  [
    /\bEUSAGE\b/,
    'package.json and package-lock.json disagree',
    'Run `npm install` in that folder and look at what it changes in package-lock.json.',
  ],
  [
    /\b(E404|ETARGET|EINTEGRITY)\b/,
    'the registry has not got what package-lock.json names',
    'Compare `npm config get registry` with a machine where it works.',
  ],
];

/**
 * @param {string} what
 * @param {string} evidence npm's output, or the message of a failed system call
 * @param {string} output what to show as it came
 */
export function explain(what, evidence, output = '') {
  const known = KNOWN.find(([codes]) => codes.test(evidence));
  if (known === undefined) {
    return new SetupProblem(what, 'the words above say why', 'Then run the same command again.', output || evidence);
  }
  const code = known[0].exec(evidence)?.[0];
  return new SetupProblem(what, `${known[1]} (${code})`, known[2], output);
}
