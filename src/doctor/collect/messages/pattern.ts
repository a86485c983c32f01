// What a pattern of a known log line is. Each program's patterns lie beside this file, as `<program>-patterns.ts`.
import type { MessageKind } from './kinds.ts';

export interface MessagePattern {
  kind: MessageKind;
  /**
   * Tried on one record: the message without its time stamp and terminal colours, the lines of a stack joined by `\n`.
   * Named groups become the message's data. Neither `g` nor `y`; no nested quantifiers: lines may be hostile and long.
   */
  pattern: RegExp;
  /** Names and numbers of this case, where the named groups don't say it; null: it is not this kind after all. */
  data?: (found: RegExpExecArray, record: string) => Record<string, string> | null;
  /** A text that every match contains, which spares trying the pattern; found out of the pattern where it isn't given. */
  hint?: string;
}

/** What wrote a log: patterns of one program aren't tried on another's lines. */
export type LogKind = 'nginx' | 'systemd' | 'supervisor' | 'pm2' | 'app' | 'php-fpm' | 'database' | 'panel';
