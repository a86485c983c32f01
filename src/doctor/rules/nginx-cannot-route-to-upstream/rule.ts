// Finds addresses behind nginx that no packet reaches: a firewall turns it away, or nothing has that address any more.
import { evidenceOf, firstOf, isWithin, lastOf, messagesOf, MINUTE_MS, newestFirst } from '../../join/messages.ts';
import { isAbout, siteKey, upstreamStates } from '../../join/upstream-states.ts';
import type { Rule } from '../../model.ts';

const ERRORS = ['EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'];

export const rule: Rule<'nginx.config' | 'site.probes'> = {
  id: 'nginx-cannot-route-to-upstream',
  role: 'cause',
  title: 'No route leads to the address behind nginx',
  needs: ['nginx.config', 'site.probes'],
  judge: (facts) =>
    upstreamStates(facts).flatMap((state) => {
      const [target] = state.targets;
      const messages = newestFirst(
        messagesOf(facts, ['nginx-connect-unreachable'], ({ data }) => isAbout(state, data['upstream'] ?? '')),
      );
      const isNow = ERRORS.includes(state.probe?.error ?? '');
      if (!target || (!isNow && messages.length === 0)) return [];
      const containers = facts.find('docker.containers') ?? [];
      const blocked = (facts.find('kernel.messages') ?? []).find(({ kind }) => kind === 'firewall-block');
      return [
        {
          rule: 'nginx-cannot-route-to-upstream',
          role: 'cause',
          about: [state.key, ...siteKey(state)],
          says: `${target.site} is passed to ${state.address}, and no packet gets there (${isNow ? state.probe?.error : 'no route to host'}).`,
          began: firstOf(messages),
          holdsNow: isNow || (state.probe === null && isWithin(lastOf(messages), facts.takenAt, 10 * MINUTE_MS)),
          strength: isNow ? 'proof' : 'strong',
          evidence: [
            ...(state.probe?.error
              ? [{ source: 'our own request', text: `${state.address}: ${state.probe.error}` }]
              : []),
            {
              source: 'nginx configuration',
              text: target.location.proxyPass ?? state.address,
              file: target.place.file,
              line: target.place.line,
            },
            ...messages.slice(0, 1).map(evidenceOf),
            ...(blocked ? [{ source: 'kernel log', text: blocked.text, at: blocked.at }] : []),
          ],
          against: [],
          data: { site: target.site, address: state.address, error: state.probe?.error ?? null },
          remedy: {
            says:
              containers.length > 0
                ? 'The address of a container changes when it is made again: publish a port on 127.0.0.1 and use that.'
                : 'See whether that address still exists, and what the firewall rejects.',
            commands: [`ip route get ${state.hosts[0] ?? state.address}`, 'nft list ruleset | grep -n -i reject'],
            fix: null,
          },
        },
      ];
    }),
};
