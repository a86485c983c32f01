// Finds keepers that can't bind their port because an earlier process of the same application still holds it, kept by nobody.
import { releaseOf } from '../../join/app-root.ts';
import { describeProcess, keyOf } from '../../join/kept.ts';
import { evidenceOf } from '../../join/messages.ts';
import { keysOf, portConflicts } from '../../join/port-conflicts.ts';
import type { Rule } from '../../model.ts';

export const rule: Rule<'processes' | 'sockets.listening'> = {
  id: 'port-held-by-orphan-of-same-app',
  role: 'cause',
  title: 'An earlier process of the same application still holds its port',
  needs: ['processes', 'sockets.listening'],
  judge: (facts) =>
    portConflicts(facts)
      .filter(({ kind }) => kind === 'orphan')
      .map((conflict) => {
        const { wanting, holder, port, message } = conflict;
        const release = holder.cwd === null ? null : releaseOf(holder.cwd);
        const of = release !== null && release !== releaseOf(wanting.folder ?? '') ? ` of release ${release}` : '';
        return {
          rule: 'port-held-by-orphan-of-same-app',
          role: 'cause',
          about: [...keysOf(conflict), keyOf(holder)],
          says: `Port ${port}, which ${wanting.name} needs, is still held by pid ${holder.pid}${of}: a process of the same application that nothing keeps any more.`,
          began: message?.firstAt ?? null,
          holdsNow: true,
          strength: message === null ? 'strong' : 'proof',
          evidence: [
            { source: 'listening sockets', text: `port ${port}: ${describeProcess(holder)}` },
            { source: wanting.key, text: `${wanting.state}; pid ${holder.pid} is none of its processes` },
            ...(message ? [evidenceOf(message)] : []),
          ],
          against: [],
          data: { port, pid: holder.pid, start: holder.start, user: holder.user, keeper: wanting.key },
          remedy: {
            says: `End pid ${holder.pid}, wait until the port is free, then start ${wanting.name}. It serves what it always served until then.`,
            commands: [
              `ps -o pid,ppid,user,lstart,args -p ${holder.pid}`,
              `kill ${holder.pid}`,
              `ss -ltnp 'sport = :${port}'`,
              ...wanting.commands.start,
            ],
            fix: 'end-orphan-process',
          },
        };
      }),
};
