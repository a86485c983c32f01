// Finds keepers that can't bind their port because something that is not their application has it.
import { describeProcess, keyOf, pm2As } from '../../join/kept.ts';
import { evidenceOf } from '../../join/messages.ts';
import { keysOf, type PortConflict, portConflicts } from '../../join/port-conflicts.ts';
import type { FactId, Facts, Remedy, Rule } from '../../model.ts';

export const rule: Rule<'processes' | 'sockets.listening'> = {
  id: 'port-held-by-another-program',
  role: 'cause',
  title: 'Another program has the port that an application needs',
  needs: ['processes', 'sockets.listening'],
  judge: (facts) =>
    portConflicts(facts)
      .filter(({ kind }) => kind === 'other-program' || kind === 'pm2-daemon')
      .map((conflict) => {
        const { wanting, holder, keeper, port, message, kind } = conflict;
        const who =
          kind === 'pm2-daemon'
            ? "PM2's daemon, which kept it for an application that it no longer runs"
            : (keeper?.name ?? (holder.unit === null ? holder.comm : `${holder.comm} of ${holder.unit}`));
        return {
          rule: 'port-held-by-another-program',
          role: 'cause',
          about: [...keysOf(conflict), keyOf(holder)],
          says: `Port ${port}, which ${wanting.name} needs, belongs to ${who} (pid ${holder.pid}).`,
          began: message?.firstAt ?? null,
          holdsNow: true,
          strength: message === null ? 'strong' : 'proof',
          evidence: [
            { source: 'listening sockets', text: `port ${port}: ${describeProcess(holder)}` },
            { source: wanting.key, text: wanting.state },
            ...(message ? [evidenceOf(message)] : []),
          ],
          against: [],
          data: { port, pid: holder.pid, start: holder.start, keeper: wanting.key, holder: keeper?.key ?? null },
          remedy: remedyOf(facts, conflict),
        };
      }),
};

function remedyOf(facts: Facts<FactId>, { wanting, holder, keeper, port, kind }: PortConflict): Remedy {
  if (kind === 'pm2-daemon') {
    const daemon = facts.find('pm2.daemons')?.find(({ daemonPid }) => daemonPid === holder.pid);
    const as = pm2As(daemon?.user ?? holder.user, daemon?.home ?? '/root/.pm2');
    return {
      says: 'Have PM2 begin anew: it restarts its applications and lets go of the port.',
      commands: [`${as} update`, ...wanting.commands.start],
      fix: null,
    };
  }
  return {
    says: `Give one of the two another port (PORT of ${wanting.name}, and where nginx passes its site), or stop ${keeper?.name ?? holder.comm} if it isn't meant to run.`,
    commands: [
      `ss -ltnp 'sport = :${port}'`,
      `ps -o pid,ppid,user,lstart,args -p ${holder.pid}`,
      ...wanting.commands.look,
    ],
    fix: null,
  };
}
