// Finds applications that take connections and don't answer: the port is theirs, and nothing comes. What holds them is for
// others to say (a blocked event loop, an empty connection pool, a lock).
import { nameOf } from '../../join/addresses.ts';
import { countOf, evidenceOf, firstOf, isWithin, MINUTE_MS, messagesOf, newestFirst } from '../../join/messages.ts';
import { isAbout, siteKey, upstreamStates } from '../../join/upstream-states.ts';
import type { Rule } from '../../model.ts';

export const rule: Rule<'nginx.config' | 'site.probes'> = {
  id: 'nginx-upstream-accepts-but-does-not-answer',
  role: 'mechanism',
  title: 'The application takes connections and does not answer',
  needs: ['nginx.config', 'site.probes'],
  judge: (facts) =>
    upstreamStates(facts).flatMap((state) => {
      const [target] = state.targets;
      if (state.probe?.error !== 'timeout' || !target || state.isFastcgi) return [];
      const holders = state.listeners.flatMap(({ holders: all }) => all);
      const processes = (facts.find('processes') ?? []).filter(
        (one) => holders.includes(`${one.pid}@${one.start}`) && one.isNode,
      );
      const [process] = processes;
      const messages = newestFirst(
        messagesOf(
          facts,
          ['nginx-upstream-timeout', 'nginx-queue-full'],
          ({ data, lastAt }) =>
            isAbout(state, data['upstream'] ?? '') && isWithin(lastAt, facts.takenAt, 60 * MINUTE_MS),
        ),
      );
      const [queue] = state.listeners.filter(({ queued }) => queued !== null && queued > 0);
      const seconds = (state.probe.tookMs / 1000).toFixed(1);
      return [
        {
          rule: 'nginx-upstream-accepts-but-does-not-answer',
          role: 'mechanism',
          about: [
            state.key,
            ...processes.map(({ pid, start }) => `process:${pid}@${start}` as const),
            ...siteKey(state),
          ],
          says: `${process ? `pid ${process.pid} (${process.argv.slice(0, 2).join(' ')})` : 'Something'} listens on ${nameOf(state.address)} and did not answer ${target.site} within ${seconds} s.`,
          began: firstOf(messages),
          holdsNow: true,
          strength: 'proof',
          evidence: [
            { source: 'our own request', text: `GET straight to ${state.address} → no answer within ${seconds} s` },
            ...(queue
              ? [
                  {
                    source: 'listening sockets',
                    text: `${queue.queued} connections wait to be accepted on ${nameOf(state.address)}${queue.backlog === null ? '' : ` (limit ${queue.backlog})`}`,
                  },
                ]
              : []),
            ...messages.slice(0, 1).map(evidenceOf),
          ],
          against: [],
          data: {
            site: target.site,
            address: state.address,
            pid: process?.pid ?? null,
            waiting: queue?.queued ?? null,
            timeouts: countOf(messages),
          },
          remedy: {
            says: 'Look at what it is doing before you restart it: a restart brings relief and takes the evidence. Raising proxy_read_timeout does not help.',
            commands: process
              ? [
                  `top -b -H -n 1 -p ${process.pid} | head -20`,
                  `ss -tnp state established '( sport = :${state.key.replace('port:', '')} )' | head`,
                ]
              : [],
            fix: null,
          },
        },
      ];
    }),
};
