// Finds applications that want a port below 1024 and are not allowed to have it.
import { keptOf } from '../../join/kept.ts';
import { makeFinding } from '../../join/make-finding.ts';
import { evidenceOf, messagesOf, newestFirst } from '../../join/messages.ts';
import { isAboutKept, isIll } from '../../join/missed.ts';
import type { Finding, Rule } from '../../model.ts';

const ID = 'privileged-port-denied';
/** net.ipv4.ip_unprivileged_port_start, as every distribution leaves it. */
const FREE_FROM = 1024;

export const rule: Rule<'messages' | 'processes'> = {
  id: ID,
  role: 'cause',
  title: 'An application may not have the low port that it asks for',
  needs: ['messages', 'processes'],
  judge: (facts) =>
    keptOf(facts).flatMap((kept): Finding[] => {
      const [message] = newestFirst(
        messagesOf(
          facts,
          ['node-address-denied'],
          (one) => Number(one.data['port']) < FREE_FROM && isAboutKept(one, kept),
        ),
      );
      if (!message || !isIll(facts, kept)) return [];
      const port = message.data['port'] ?? '';
      const unit = kept.kind === 'unit' ? kept.name : null;
      return [
        makeFinding(ID, 'cause', {
          about: [kept.key, `port:${port}`],
          says: `${kept.name} asks for port ${port} as ${kept.user ?? 'its user'}, and ports below ${FREE_FROM} are root's.`,
          began: message.firstAt,
          evidence: [evidenceOf(message)],
          data: { keeper: kept.key, port: Number(port), user: kept.user },
          remedy: {
            says: `Better a high port behind nginx: set PORT and let nginx pass to it. Where it must be ${port}, give the unit that one right; setcap on node is lost with its next upgrade.`,
            commands: unit
              ? [
                  `systemctl edit ${unit}   # [Service] AmbientCapabilities=CAP_NET_BIND_SERVICE`,
                  `systemctl restart ${unit}`,
                ]
              : kept.commands.look.slice(0, 1),
            fix: unit ? 'allow-low-port' : null,
          },
        }),
      ];
    }),
};
