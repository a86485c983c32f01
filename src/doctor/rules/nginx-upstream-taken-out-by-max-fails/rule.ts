// Finds upstreams that nginx has taken out of use, all servers at once ("no live upstreams"): the answer to failures, never their cause.
import {
  countOf,
  evidenceOf,
  firstOf,
  isWithin,
  messagesOf,
  MINUTE_MS,
  newestFirst,
  times,
} from '../../join/messages.ts';
import { isAbout, siteKey, upstreamStates } from '../../join/upstream-states.ts';
import type { Rule } from '../../model.ts';

const RECENT_MS = 10 * MINUTE_MS;

export const rule: Rule<'nginx.config' | 'messages'> = {
  id: 'nginx-upstream-taken-out-by-max-fails',
  role: 'symptom',
  title: 'nginx has taken every server of an upstream out of use',
  needs: ['nginx.config', 'messages'],
  judge: (facts) => {
    const states = upstreamStates(facts);
    const names = [
      ...new Set(states.flatMap(({ targets }) => targets.flatMap(({ upstream }) => upstream?.name ?? []))),
    ];
    return names.flatMap((name) => {
      const own = states.filter(({ targets }) => targets.some(({ upstream }) => upstream?.name === name));
      const messages = newestFirst(
        messagesOf(
          facts,
          ['nginx-no-live-upstreams'],
          ({ data }) => data['upstream'] === name || own.some((state) => isAbout(state, data['upstream'] ?? '')),
        ),
      );
      if (messages.length === 0) return [];
      const isWell = own.some(({ probe }) => probe?.status != null && probe.status < 500);
      const holdsNow = isWithin(messages[0]?.lastAt, facts.takenAt, RECENT_MS) && !isWell;
      return [
        {
          rule: 'nginx-upstream-taken-out-by-max-fails',
          role: 'symptom',
          about: [...own.map(({ key }) => key), ...own.flatMap(siteKey)],
          says: `nginx counted so many failures of upstream ${name} (${own.map(({ address }) => address).join(', ')}) that it had no server left to ask, ${times(countOf(messages))}.`,
          began: firstOf(messages),
          holdsNow,
          strength: 'proof',
          evidence: messages.slice(0, 2).map(evidenceOf),
          against: [],
          data: { upstream: name, count: countOf(messages) },
          remedy: {
            says: 'Mend what fails behind it. max_fails=0 only sends every request into the failure.',
            commands: [],
            fix: null,
          },
        },
      ];
    });
  },
};
