// Finds applications that end while they answer: nginx's connection breaks off, and a new process has their port since.
import { nameOf } from '../../join/addresses.ts';
import {
  countOf,
  evidenceOf,
  firstOf,
  HOUR_MS,
  isWithin,
  lastOf,
  messagesOf,
  MINUTE_MS,
  msBetween,
  newestFirst,
} from '../../join/messages.ts';
import { isAbout, keysOfExpected, siteKey, upstreamStates } from '../../join/upstream-states.ts';
import type { Rule } from '../../model.ts';

/** How far from its death a process's last broken connection may lie: it may take a while to dump its heap. */
const NEAR_MS = 2 * MINUTE_MS;

export const rule: Rule<'nginx.config' | 'messages' | 'processes' | 'sockets.listening'> = {
  id: 'app-ends-with-requests-in-hand',
  role: 'mechanism',
  title: 'The application ends while it answers requests',
  needs: ['nginx.config', 'messages', 'processes', 'sockets.listening'],
  judge: (facts) =>
    upstreamStates(facts).flatMap((state) => {
      const messages = newestFirst(
        messagesOf(
          facts,
          ['nginx-upstream-closed', 'nginx-upstream-reset'],
          ({ data, lastAt }) => isAbout(state, data['upstream'] ?? '') && isWithin(lastAt, facts.takenAt, HOUR_MS),
        ),
      );
      const [target] = state.targets;
      const holders = new Set(state.listeners.flatMap(({ holders: all }) => all));
      const processes = facts.get('processes').filter((one) => holders.has(`${one.pid}@${one.start}`) && one.isNode);
      // The newest start after the newest broken connection: that process is the successor of one that broke it.
      const successor = processes.find((one) => {
        const ms = msBetween(lastOf(messages), one.startedAt);
        return ms !== null && ms >= -2000 && ms <= NEAR_MS;
      });
      const isGone = state.isListening === false && isWithin(lastOf(messages), facts.takenAt, NEAR_MS);
      if (messages.length === 0 || !target || state.isFastcgi || (!successor && !isGone)) return [];
      const isFailing = state.probe?.error != null || (state.probe?.status ?? 0) >= 500;
      // One restart is a deploy or an accident that is over; what comes again has a cause that holds.
      const isAgain =
        countOf(messages) >= 3 &&
        (msBetween(firstOf(messages), lastOf(messages)) ?? 0) > NEAR_MS &&
        isWithin(lastOf(messages), facts.takenAt, 20 * MINUTE_MS);
      const keys = processes.map(({ pid, start }) => `process:${pid}@${start}` as const);
      return [
        {
          rule: 'app-ends-with-requests-in-hand',
          role: 'mechanism',
          about: [state.key, ...keys, ...keysOfExpected(state), ...siteKey(state)],
          says: `The application on ${nameOf(state.address)} ended while it answered: ${countOf(messages) === 1 ? 'a request' : `${countOf(messages)} requests`} broke off${successor ? `, and pid ${successor.pid} has been in its place since ${successor.startedAt.slice(11, 19)} UTC` : ''}.`,
          began: firstOf(messages),
          holdsNow: isGone || isFailing || isAgain,
          strength: 'strong',
          evidence: [
            ...messages.slice(0, 2).map(evidenceOf),
            ...(successor
              ? [
                  {
                    source: 'processes',
                    text: `pid ${successor.pid} (${successor.argv.slice(0, 2).join(' ')}) was started then`,
                    at: successor.startedAt,
                  },
                ]
              : []),
          ],
          against: [],
          data: { site: target.site, address: state.address, count: countOf(messages), pid: successor?.pid ?? null },
          remedy: {
            says: 'See what ended it: its last words, its exit status, the kernel log at that second.',
            commands: [],
            fix: null,
          },
        },
      ];
    }),
};
