// Finds names of databases and other servers that programs here look up in vain.
import { isStillRefused } from '../../join/databases.ts';
import { evidenceOf, messagesOf, MINUTE_MS } from '../../join/messages.ts';
import { keptFor } from '../../join/standing.ts';
import type { EntityKey, Finding, Rule } from '../../model.ts';

const RECENT_MS = 15 * MINUTE_MS;
/** Names that Compose and Kubernetes give to neighbours: on the host itself nobody knows them. */
const NEIGHBOUR = /^(?:db|database|postgres(?:ql)?|pg|mysql|mariadb|redis|cache|queue|rabbitmq|mongo|minio)$/i;

export const rule: Rule<'names.failed'> = {
  id: 'host-name-does-not-resolve',
  role: 'cause',
  title: 'A name that an application needs does not resolve',
  needs: ['names.failed'],
  judge: (facts) =>
    facts.get('names.failed').flatMap((failed): Finding[] => {
      const messages = messagesOf(
        facts,
        ['node-dns-failed', 'node-dns-temporary'],
        ({ data }) => data['host'] === failed.name,
      );
      const kept = messages.flatMap((message) => keptFor(facts, message));
      const about: EntityKey[] = [...new Set([...kept.map(({ key }) => key), ...failed.about])];
      const isDead = failed.addressesNow === null;
      const resolves = (failed.addressesNow?.length ?? 0) > 0;
      return [
        {
          rule: 'host-name-does-not-resolve',
          role: 'cause',
          about: about.length > 0 ? about : ['host:here'],
          says: isDead
            ? `${kept[0]?.name ?? 'An application'} can't look up ${failed.name}: the resolver of this machine does not answer.`
            : resolves
              ? `${kept[0]?.name ?? 'An application'} could not look up ${failed.name}; now it resolves.`
              : `${kept[0]?.name ?? 'An application'} looks for ${failed.name}, and there is no such name${NEIGHBOUR.test(failed.name) ? ' on this machine: it is one that containers use among themselves' : ''}.`,
          began: failed.firstAt,
          holdsNow: !resolves && messages.some((message) => isStillRefused(facts, message, RECENT_MS)),
          strength: resolves ? 'weak' : 'proof',
          evidence: [
            ...messages.slice(0, 2).map(evidenceOf),
            {
              source: 'our own look-up',
              text: isDead
                ? `${failed.name}: no answer`
                : `${failed.name}: ${failed.addressesNow?.join(', ') || 'no such name'}`,
            },
          ],
          against: [],
          data: { name: failed.name, error: failed.error, resolves },
          remedy: isDead
            ? { says: 'Mend the resolver first.', commands: ['resolvectl status', 'cat /etc/resolv.conf'], fix: null }
            : {
                says: `Correct the name where the application gets it (its .env or its unit), or add it to DNS or /etc/hosts.`,
                commands: [`getent hosts ${failed.name}`],
                fix: null,
              },
        },
      ];
    }),
};
