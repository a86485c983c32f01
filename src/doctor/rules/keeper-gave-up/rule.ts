// Finds keepers that no longer try to start their application. Never a cause: what made the tries fail is.
import { keptOf } from '../../join/kept.ts';
import { evidenceOf, lastOf, messagesOf } from '../../join/messages.ts';
import { isMissed } from '../../join/missed.ts';
import type { Finding, Rule } from '../../model.ts';

export const rule: Rule<'processes'> = {
  id: 'keeper-gave-up',
  role: 'symptom',
  title: 'The keeper no longer tries to start an application',
  needs: ['processes'],
  judge: (facts) =>
    keptOf(facts).flatMap((kept): Finding[] => {
      const { key, name, gaveUp, commands } = kept;
      if (gaveUp === null) return [];
      const messages = messagesOf(facts, ['systemd-start-limit', 'supervisor-gave-up', 'pm2-errored'], (message) =>
        message.about.includes(key),
      );
      const nobodyMinds = !isMissed(facts, kept);
      return [
        {
          rule: 'keeper-gave-up',
          role: nobodyMinds ? 'smell' : 'symptom',
          about: [key],
          says: `${name} is down and nothing starts it any more: ${gaveUp}.`,
          began: kept.downSince ?? lastOf(messages),
          holdsNow: true,
          strength: 'proof',
          evidence: [{ source: key, text: kept.state }, ...messages.slice(0, 1).map(evidenceOf)],
          against: nobodyMinds ? [{ source: key, text: 'it is not enabled, and nginx passes nothing to it' }] : [],
          data: { keeper: key, state: kept.state, restarts: kept.restarts },
          remedy: { says: 'Mend what makes it fail; only then start it again.', commands: commands.start, fix: null },
        },
      ];
    }),
};
