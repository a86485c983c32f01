// Decides what each exit code of the command line means; scripts and pipelines rely on them.
export const EXIT = {
  /** It was done, or there is nothing to find fault with. */
  fine: 0,
  /** It was understood and not done: the reason was printed, and nothing was changed. */
  refused: 1,
  /** The command line itself was not understood. */
  usage: 2,
  /** It was done, and what was looked at has faults. */
  findings: 3,
  /** What it needed to talk to did not answer. */
  unreachable: 4,
  /** A bug of ours (EX_SOFTWARE of sysexits.h). */
  bug: 70,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
