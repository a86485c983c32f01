// A plan's own folder: the plan, what has been done of it, and what an undo needs. Every line is on disk before it counts.
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Plan } from '../../plan/model.ts';
import { type UndoRecord, writeDurably } from './change-files.ts';

export type StepLine = { step: number; at?: string } & (
  | { state: 'begun'; undo: UndoRecord }
  | { state: 'done' | 'undone' | 'finished' }
  | { state: 'failed'; reason: string }
);

export class PlanJournal {
  readonly folder: string;
  readonly plan: Plan;

  private constructor(folder: string, plan: Plan) {
    this.folder = folder;
    this.plan = plan;
  }

  static create(folder: string, plan: Plan): PlanJournal {
    mkdirSync(join(folder, 'backup'), { recursive: true, mode: 0o700 });
    writeDurably(join(folder, 'plan.json'), Buffer.from(JSON.stringify(plan)), 0o600);
    return new PlanJournal(folder, plan);
  }

  static open(folder: string): PlanJournal {
    return new PlanJournal(folder, JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8')) as Plan);
  }

  /** Names the plan in what it leaves beside other people's files. */
  get id(): string {
    return basename(this.folder);
  }

  backup(step: number): string {
    return join(this.folder, 'backup', String(step));
  }

  note(line: StepLine): void {
    appendFileSync(this.file, `${JSON.stringify({ ...line, at: new Date().toISOString() })}\n`, {
      mode: 0o600,
      flush: true,
    });
  }

  /** Steps that were begun and have not been taken back. */
  begunSteps(): { step: number; undo: UndoRecord }[] {
    const begun = new Map<number, UndoRecord>();
    for (const line of this.lines()) {
      if (line.state === 'begun') begun.set(line.step, line.undo);
      if (line.state === 'undone') begun.delete(line.step);
    }
    return [...begun].map(([step, undo]) => ({ step, undo }));
  }

  isFinished(): boolean {
    return this.lines().some((line) => line.state === 'finished');
  }

  private get file(): string {
    return join(this.folder, 'steps.jsonl');
  }

  private lines(): StepLine[] {
    if (!existsSync(this.file)) return [];
    return readFileSync(this.file, 'utf8')
      .split('\n')
      .flatMap((line) => {
        try {
          return line === '' ? [] : [JSON.parse(line) as StepLine];
        } catch {
          // The last line of a machine that lost power: what it would have said had not begun.
          return [];
        }
      });
  }
}
