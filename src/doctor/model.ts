// The words of the doctor: facts that were collected, findings that were judged, causes that were ranked. Types only.
import type { FactValues } from './facts/index.ts';

/** What is known of one thing. "None" is a result; "unknown" is never taken for "fine". */
export type Fact<T> =
  | { state: 'known'; value: T; source: string; tookMs: number }
  /** It was looked for and is not on this machine. */
  | { state: 'none'; source: string; tookMs: number }
  | { state: 'unknown'; reason: UnknownReason; detail: string; source: string; tookMs: number };

/** denied: needs more rights; timed-out: it did not answer in time; unreadable: it answered what we can't read. */
export type UnknownReason = 'absent' | 'denied' | 'timed-out' | 'unreadable' | 'not-asked';

export type FactId = keyof FactValues;

/** Everything that was collected of one machine at one time: fixture, support bundle, offline input. */
export interface FactSheet {
  schema: 1;
  takenAt: string;
  /** Events before this were not asked for. */
  since: string;
  facts: { [Id in FactId]?: Fact<FactValues[Id]> };
}

/**
 * Names one thing on the machine, as `kind:name`: `process:812@99431` (pid@start), `unit:shop.service`,
 * `program:shop-worker` (Supervisor), `pm2:root/shop`, `pool:shop.web`, `panel:shop` (aaPanel), `app:/srv/shop` (folder),
 * `port:3000`, `socket:/run/shop.sock`, `site:shop.example`, `file:/etc/nginx/nginx.conf`, `database:postgres@127.0.0.1:5432`,
 * `disk:/var`, `host:here`.
 */
export type EntityKey = `${EntityKind}:${string}`;
export type EntityKind =
  | 'process'
  | 'unit'
  | 'program'
  | 'pm2'
  | 'pool'
  | 'panel'
  | 'container'
  | 'app'
  | 'port'
  | 'socket'
  | 'site'
  | 'file'
  | 'database'
  | 'disk'
  | 'user'
  | 'host';

/** Something that was seen, quoted so that a person can go and look. Text is masked and free of terminal escapes. */
export interface Evidence {
  source: string;
  text: string;
  /** ISO 8601, when it carries a time. */
  at?: string;
  file?: string;
  line?: number;
}

/**
 * cause: somebody can change it and the trouble goes; mechanism: how the trouble comes about, cause not seen here;
 * symptom: what people notice; smell: not well, but explains nothing now.
 */
export type Role = 'cause' | 'mechanism' | 'symptom' | 'smell';

export interface Finding {
  rule: string;
  role: Role;
  /** Whom it is about: the most telling key first. */
  about: EntityKey[];
  /** One sentence with the names and numbers of this case. */
  says: string;
  /** ISO 8601; null when the evidence has no time. */
  began: string | null;
  /** False for what healed: it is told as past and is no cause of what holds now. */
  holdsNow: boolean;
  strength: 'proof' | 'strong' | 'weak';
  evidence: Evidence[];
  /** What speaks against it; printed too. */
  against: Evidence[];
  /** Numbers and names for fixes and tests. */
  data: Record<string, string | number | boolean | null>;
  remedy: Remedy;
}

export interface Remedy {
  /** What to do, in a sentence. */
  says: string;
  /** Exact commands for a person; empty when it is not a matter of commands. */
  commands: string[];
  /** A fix that `allswell fix` can plan, by its id; null when only a person can. */
  fix: string | null;
}

/** What a rule is given: every needed fact is known. */
export interface Facts<Needs extends FactId> {
  get: <Id extends Needs>(id: Id) => FactValues[Id];
  /** A fact that helps when it is there. */
  find: <Id extends FactId>(id: Id) => FactValues[Id] | null;
  takenAt: string;
}

export interface Rule<Needs extends FactId = FactId> {
  /** A sentence that can be false, in kebab-case: `unit-runs-as-other-user-than-owner`. Also its folder. */
  id: string;
  role: Role;
  title: string;
  /** Unknown → the rule is not judged; none → there is nothing to find. */
  needs: readonly Needs[];
  /** Pure. */
  judge: (facts: Facts<Needs>) => Finding[];
}

export interface NotJudged {
  rule: string;
  fact: FactId;
  reason: UnknownReason | 'bug';
  detail: string;
}

export interface Judged {
  findings: Finding[];
  notJudged: NotJudged[];
  /** Ids of the rules that could be judged. */
  judged: string[];
}

/** cause → effect, with what both must share and how far apart they may begin. */
export interface Edge {
  cause: string;
  effect: string;
  /** `workload`: both are about one workload (process, unit, port, folder, site …); `host`: anything on this machine. */
  join: 'workload' | 'port' | 'site' | 'database' | 'disk' | 'file' | 'host';
  /** The effect may not begin earlier than the cause by more than the clocks' error, nor later than this. */
  withinMs: number | null;
  /** In words, for the chain: "so", "because". */
  says: string;
}

export interface Link {
  from: Finding;
  to: Finding;
  edge: Edge;
}

export type Verdict = 'confirmed' | 'likely' | 'inconclusive' | 'healthy';

export interface Diagnosis {
  schema: 1;
  takenAt: string;
  verdict: Verdict;
  /** Roots, most telling first; ties share a rank. */
  causes: { rank: number; finding: Finding }[];
  propagation: Link[];
  symptoms: { finding: Finding; isExplained: boolean }[];
  unexplained: Finding[];
  /** Not well, but not part of the trouble. */
  noticed: Finding[];
  /** What healed. */
  past: Finding[];
  notJudged: NotJudged[];
  /** What was looked at, in words, for an honest "All's well". */
  checked: string[];
}
