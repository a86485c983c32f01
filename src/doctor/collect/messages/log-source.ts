// What is known of a log before it is read: where it is, what wrote it, and whom its lines are about.
import type { EntityKey } from '../../model.ts';
import type { LogKind } from './pattern.ts';

export interface LogSource {
  path: string;
  kind: LogKind;
  about: EntityKey[];
  /** Whom one line is about, where a log has lines about many. */
  aboutOf?: (data: Record<string, string>) => EntityKey[];
  /** Its last words count however old they are: its program may have been dead for long. */
  isLasting: boolean;
}
