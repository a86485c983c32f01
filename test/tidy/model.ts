// What a house rule looks at and what it says: types only.

export interface SourceFile {
  /** From the root of the project, with `/`. */
  path: string;
  text: string;
  /** The text with comments and the insides of strings made blank: same length, same lines. */
  code: string;
}

export interface Problem {
  path: string;
  /** From 1. */
  line: number;
  /** The rule's name. */
  rule: string;
  says: string;
}

export type Rule = (file: SourceFile) => Problem[];

export interface Import {
  /** As written. */
  from: string;
  line: number;
  /** Erased before the program runs. */
  isTypeOnly: boolean;
}
