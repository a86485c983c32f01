// Finds one application that two keepers start: one has the port, the other fails for ever, and they change places at every boot.
import { describeProcess, keyOf } from '../../join/kept.ts';
import { evidenceOf } from '../../join/messages.ts';
import { keysOf, portConflicts } from '../../join/port-conflicts.ts';
import type { Finding, Rule } from '../../model.ts';

export const rule: Rule<'processes' | 'sockets.listening'> = {
  id: 'two-keepers-run-one-app',
  role: 'cause',
  title: 'Two keepers start one application',
  needs: ['processes', 'sockets.listening'],
  judge: (facts) =>
    portConflicts(facts).flatMap((conflict): Finding[] => {
      const { wanting, holder, keeper, port, message, kind } = conflict;
      if (kind !== 'other-keeper-of-same-app' || keeper === null) return [];
      const [one, other] = [wanting.title, keeper.title];
      return [
        {
          rule: 'two-keepers-run-one-app',
          role: 'cause',
          about: [...keysOf(conflict), keeper.key, keyOf(holder)],
          says: `${one} and ${other} both start the application in ${wanting.folder ?? holder.cwd}; ${other} has port ${port}, so ${one} can't start.`,
          began: message?.firstAt ?? null,
          holdsNow: true,
          strength: message === null ? 'strong' : 'proof',
          evidence: [
            { source: keeper.key, text: `${keeper.state}; ${describeProcess(holder)}` },
            { source: wanting.key, text: wanting.state },
            ...(message ? [evidenceOf(message)] : []),
          ],
          against: [],
          data: { port, keeper: wanting.key, holder: keeper.key, pid: holder.pid },
          remedy: {
            says: `Decide for one of them. To leave the application to ${other}, take it from ${one}:`,
            commands: wanting.commands.stop,
            fix: wanting.kind === 'unit' ? 'disable-second-keeper' : null,
          },
        },
      ];
    }),
};
