// Finds applications that serve a site and were started by hand: nothing starts them again when they end.
import { describeProcess, holderOf, keeperOf, keptOf, keyOf } from '../../join/kept.ts';
import { makeFinding } from '../../join/make-finding.ts';
import { upstreamStates } from '../../join/upstream-states.ts';
import type { Finding, Rule } from '../../model.ts';

const ID = 'serves-without-a-keeper';

export const rule: Rule<'nginx.config' | 'processes' | 'sockets.listening'> = {
  id: ID,
  role: 'smell',
  title: 'An application serves a site, and nothing keeps it running',
  needs: ['nginx.config', 'processes', 'sockets.listening'],
  judge: (facts) => {
    const kept = keptOf(facts);
    const holders = upstreamStates(facts).flatMap(({ listeners, address }) =>
      listeners.flatMap((one) => one.holders.map((holder) => ({ holder, address }))),
    );
    const seen = new Set<string>();
    return holders.flatMap(({ holder, address }): Finding[] => {
      const process = holderOf(facts, holder);
      const isBySession =
        process !== null && (process.unit === null || /^(session-|user@|run-|tmux|init\.scope)/.test(process.unit));
      if (
        !process?.isNode ||
        seen.has(holder) ||
        process.container !== null ||
        !isBySession ||
        keeperOf(facts, process, kept) !== null ||
        /God Daemon/.test(process.argv.join(' '))
      )
        return [];
      seen.add(holder);
      return [
        makeFinding(ID, 'smell', {
          about: [keyOf(process)],
          says: `pid ${process.pid} serves ${address} and was started by hand: nothing starts it again when it ends, or after a boot.`,
          evidence: [{ source: 'processes', text: describeProcess(process) }],
          data: { pid: process.pid, start: process.start, address },
          remedy: { says: 'Put it under something that keeps it: a unit of systemd, or `allswell up`.' },
        }),
      ];
    });
  },
};
