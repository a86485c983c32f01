// What a fix is: from one finding to a plan, or to the reason why only a person can. Pure: it looks through `Machine`.
import type { Plan } from '../../plan/model.ts';
import type { Result } from '../../std/result.ts';
import type { Facts, FactId, Finding } from '../model.ts';

/** What a fix may look at besides the facts. Read-only. */
export interface Machine {
  readText: (path: string) => string | null;
  exists: (path: string) => boolean;
  /** Numbers of a user and its own group; null when there is no such user. */
  user: (name: string) => { uid: number; gid: number } | null;
}

export interface Fix {
  /** Imperative, kebab-case: `chown-tree-to-run-user`. Also its file. */
  id: string;
  plan: (finding: Finding, facts: Facts<FactId>, machine: Machine) => Result<Plan, string>;
}

export interface PlannedFix {
  /** Names exactly this plan: it is applied by it, and refused when the machine has changed meanwhile. */
  hash: string;
  finding: Finding;
  plan: Plan;
}

export interface UnplannedFix {
  finding: Finding;
  reason: string;
}
