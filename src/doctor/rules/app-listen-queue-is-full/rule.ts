// Finds applications whose waiting line of connections is full: they accept more slowly than visitors come.
import { nameOf } from '../../join/addresses.ts';
import {
  countOf,
  evidenceOf,
  firstOf,
  isWithin,
  lastOf,
  messagesOf,
  MINUTE_MS,
  newestFirst,
  times,
} from '../../join/messages.ts';
import { isAbout, siteKey, upstreamStates } from '../../join/upstream-states.ts';
import type { Rule } from '../../model.ts';

export const rule: Rule<'nginx.config' | 'sockets.listening'> = {
  id: 'app-listen-queue-is-full',
  role: 'mechanism',
  title: 'Connections wait in line for the application, and the line is full',
  needs: ['nginx.config', 'sockets.listening'],
  judge: (facts) =>
    upstreamStates(facts).flatMap((state) => {
      const [target] = state.targets;
      const full = state.listeners.find(
        ({ queued, backlog }) => queued !== null && backlog !== null && backlog > 0 && queued >= backlog,
      );
      const messages = newestFirst(
        messagesOf(facts, ['nginx-queue-full'], ({ data }) => isAbout(state, data['upstream'] ?? '')),
      );
      const isTold = isWithin(lastOf(messages), facts.takenAt, 10 * MINUTE_MS);
      if (!target || (!full && messages.length === 0)) return [];
      return [
        {
          rule: 'app-listen-queue-is-full',
          role: 'mechanism',
          about: [state.key, ...siteKey(state)],
          says: full
            ? `${full.queued} connections wait on ${nameOf(state.address)} to be accepted, as many as it lets wait (${full.backlog}): the application does not keep up.`
            : `The line of connections to ${nameOf(state.address)} was full ${times(countOf(messages))}: the application did not keep up.`,
          began: firstOf(messages),
          holdsNow: full !== undefined || isTold,
          strength: full ? 'proof' : 'strong',
          evidence: [
            ...(full
              ? [
                  {
                    source: 'listening sockets',
                    text: `${nameOf(state.address)}: ${full.queued} waiting, limit ${full.backlog}`,
                  },
                ]
              : []),
            ...messages.slice(0, 1).map(evidenceOf),
          ],
          against: [],
          data: {
            site: target.site,
            address: state.address,
            queued: full?.queued ?? null,
            backlog: full?.backlog ?? null,
          },
          remedy: {
            says: 'Find what keeps the application from accepting (a blocked event loop, too few workers). A longer line only makes the wait longer.',
            commands: [`ss -ltnxp | grep ${nameOf(state.address).split(':').at(-1)}`],
            fix: null,
          },
        },
      ];
    }),
};
