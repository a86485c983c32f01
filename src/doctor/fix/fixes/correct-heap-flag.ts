// Writes a heap limit as Node takes it, a plain number of MiB, where its keeper's files have it with a unit.
import { failed, ok } from '../../../std/result.ts';
import type { FactId, Facts } from '../../model.ts';
import type { Fix } from '../model.ts';
import { aroundSystemd, keeperNamed, run, startSteps } from '../steps.ts';

export const correctHeapFlag: Fix = {
  id: 'correct-heap-flag',
  plan: ({ data }, facts, machine) => {
    const kept = keeperNamed(facts, String(data['keeper']));
    const [value, mebibytes] = [String(data['value']), Number(data['mebibytes'])];
    if (!kept || !(mebibytes > 0)) return failed('what was meant by it is not clear');
    const flag = new RegExp(`(--max[-_]old[-_]space[-_]size=)${value.replaceAll(/[^\w]/g, '\\$&')}(?!\\w)`, 'g');
    const changes = filesOf(facts, kept.name).flatMap((path) => {
      const before = machine.readText(path);
      const after = before?.replaceAll(flag, `$1${mebibytes}`);
      return before === null || after === undefined || after === before ? [] : [{ path, before, after }];
    });
    if (changes.length === 0) return failed('it does not stand in the files of its keeper');
    const steps = changes.map(({ path, before, after }) => ({
      says: `Write ${mebibytes} for ${value} in ${path}`,
      action: { kind: 'write-file' as const, path, before, after, mode: null },
    }));
    const isProgram = kept.kind === 'program';
    return ok({
      schema: 1,
      title: `Give ${kept.name} its heap limit as a plain number: ${mebibytes}`,
      risk: 'disruptive',
      steps: isProgram
        ? [...steps, run('Have Supervisor run what its files say', ['supervisorctl', 'update'])]
        : [...aroundSystemd(steps), ...startSteps(facts, kept)],
      notes: [],
    });
  },
};

function filesOf(facts: Facts<FactId>, name: string): string[] {
  const unit = facts.find('systemd.units')?.find((one) => one.name === name);
  const program = facts.find('supervisor.programs')?.programs.find((one) => one.name === name);
  return [
    ...(unit ? [...unit.files, ...unit.environmentFiles.map(({ path }) => path)] : []),
    ...(program?.place ? [program.place.file] : []),
  ];
}
