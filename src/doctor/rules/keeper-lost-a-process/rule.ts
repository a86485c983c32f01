// Finds processes that a keeper started and no longer knows: they work on, with old code, and no list shows them.
import type { ProcessFact } from '../../facts/process-facts.ts';
import { isSameApp } from '../../join/app-root.ts';
import { describeProcess, familyOf, type Kept, keptOf, keyOf } from '../../join/kept.ts';
import { makeFinding } from '../../join/make-finding.ts';
import { MINUTE_MS, msBetween } from '../../join/messages.ts';
import { portConflicts } from '../../join/port-conflicts.ts';
import type { FactId, Facts, Finding, Rule } from '../../model.ts';

const ID = 'keeper-lost-a-process';
/** A reload's old copies finish their work first. */
const LEAVING_MS = 2 * MINUTE_MS;

export const rule: Rule<'processes'> = {
  id: ID,
  role: 'cause',
  title: 'A process that a keeper started is no longer in its list, and works on',
  needs: ['processes'],
  judge: (facts) => {
    const kept = keptOf(facts);
    const known = new Set(kept.flatMap((one) => familyOf(facts, one)).map(({ pid }) => pid));
    const told = new Set(portConflicts(facts).map(({ holder }) => holder.pid));
    return facts.get('processes').flatMap((process): Finding[] => {
      const age = msBetween(process.startedAt, facts.takenAt);
      if (!process.isNode || known.has(process.pid) || told.has(process.pid) || age === null || age < LEAVING_MS)
        return [];
      const lost = whoLost(facts, process, kept);
      if (lost === null || hasKnownParent(facts, process, known)) return [];
      return [
        makeFinding(ID, 'cause', {
          about: [...(lost.kept ? [lost.kept.key] : []), keyOf(process)],
          says: `pid ${process.pid} was started by ${lost.by} and is not in its list any more; it works on${process.cwd ? ` in ${process.cwd}` : ''}, beside what is in the list.`,
          began: lost.kept?.upSince ?? null,
          strength: lost.isSure ? 'proof' : 'strong',
          evidence: [
            { source: '/proc', text: describeProcess(process) },
            { source: lost.by, text: lost.evidence },
          ],
          data: { pid: process.pid, start: process.start, user: process.user, keeper: lost.kept?.key ?? null },
          remedy: {
            says: 'End it by its pid: its keeper can not. It may be at work: it is given time to finish.',
            commands: [`ps -o pid,ppid,user,lstart,args -p ${process.pid}`, `kill ${process.pid}`],
            fix: 'end-orphan-process',
          },
        }),
      ];
    });
  },
};

interface Lost {
  by: string;
  kept: Kept | null;
  evidence: string;
  isSure: boolean;
}

function whoLost(facts: Facts<FactId>, process: ProcessFact, kept: Kept[]): Lost | null {
  const { plainEnvironment: env, unit } = process;
  const { ppid } = topOf(facts, process);
  const daemon = facts
    .find('pm2.daemons')
    ?.find(({ daemonPid, problem }) => daemonPid !== null && daemonPid === ppid && problem === null);
  if (daemon)
    return {
      by: `PM2 of ${daemon.user}`,
      kept: alike(process, kept, 'pm2'),
      evidence: `its child, with none of the pids ${daemon.apps.map(({ pid }) => pid ?? '-').join(', ')}`,
      isSure: true,
    };
  if (
    env['pm_id'] !== undefined &&
    ppid === 1 &&
    (facts.find('pm2.daemons') ?? []).every(({ problem }) => problem === null)
  ) {
    return {
      by: 'PM2',
      kept: alike(process, kept, 'pm2'),
      evidence: `it carries pm_id=${env['pm_id']}, its parent is gone, and no daemon has it in its list`,
      isSure: false,
    };
  }
  const program = env['SUPERVISOR_PROCESS_NAME'];
  if (program !== undefined && facts.find('supervisor.programs') !== null) {
    const mine = kept.find(({ key }) => key === `program:${program}`) ?? null;
    return {
      by: 'Supervisor',
      kept: mine,
      evidence: `it carries SUPERVISOR_PROCESS_NAME=${program}, and Supervisor's ${program} is ${mine ? `pid ${mine.pids[0] ?? '-'}` : 'not there'}`,
      isSure: true,
    };
  }
  const own = unit === null ? null : (kept.find(({ key }) => key === `unit:${unit}`) ?? null);
  if (own === null || own.pids.length === 0 || ppid !== 1) return null;
  return {
    by: own.name,
    kept: own,
    evidence: `in its control group, with the parent 1; its main process is pid ${own.pids[0]}`,
    isSure: true,
  };
}

/** Up through the shells and npm that lie between. */
function topOf(facts: Facts<FactId>, process: ProcessFact): ProcessFact {
  const processes = facts.find('processes') ?? [];
  let top = process;
  for (let steps = 0; steps < 6; steps += 1) {
    const parent = processes.find(({ pid }) => pid === top.ppid);
    if (
      !parent ||
      parent.pid === 1 ||
      !/^(?:sh|bash|dash|npm|node|MainThread)/.test(parent.comm) ||
      /God Daemon/.test(parent.argv.join(' '))
    )
      return top;
    top = parent;
  }
  return top;
}

const alike = (process: ProcessFact, kept: Kept[], kind: Kept['kind']): Kept | null =>
  kept.find((one) => one.kind === kind && isSameApp(one.folder, process.cwd)) ?? null;

/** A child of a lost process is told with its parent. */
const hasKnownParent = (facts: Facts<FactId>, process: ProcessFact, known: Set<number>): boolean => {
  const parent = facts.find('processes')?.find(({ pid }) => pid === process.ppid);
  return (
    known.has(process.ppid) ||
    (parent?.isNode === true && parent.ppid !== 0 && !/God Daemon/.test(parent.argv.join(' ')))
  );
};
