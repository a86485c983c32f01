// Finds sites that are sent to a port or socket where nobody listens while their application is up and listens elsewhere.
import { explainAbsence } from '../../join/absent-upstream.ts';
import { nameOf } from '../../join/addresses.ts';
import { evidenceOf, messagesOf, newestFirst } from '../../join/messages.ts';
import { isAbout, upstreamStates } from '../../join/upstream-states.ts';
import type { Rule } from '../../model.ts';

export const rule: Rule<'nginx.config' | 'sockets.listening' | 'processes'> = {
  id: 'nginx-points-where-nothing-listens',
  role: 'cause',
  title: 'nginx points where nothing listens, and the application is elsewhere',
  needs: ['nginx.config', 'sockets.listening', 'processes'],
  judge: (facts) =>
    upstreamStates(facts).flatMap((state) => {
      const absence = explainAbsence(facts, state);
      const [target] = state.targets;
      if (absence?.kind !== 'elsewhere' || !target) return [];
      const { listener, others, isSure, why } = absence;
      const [process] = listener.processes;
      const messages = newestFirst(
        messagesOf(facts, ['nginx-connect-refused', 'nginx-connect-absent'], ({ data }) =>
          isAbout(state, data['upstream'] ?? ''),
        ),
      );
      const { place } = target;
      const wanted = nameOf(state.address);
      const found = listener.path ?? listener.address;
      return [
        {
          rule: 'nginx-points-where-nothing-listens',
          role: 'cause',
          about: [state.key, `file:${place.file}`],
          says: `nginx passes ${target.site} to ${wanted}, where nobody listens; ${process?.argv.slice(0, 2).join(' ') ?? 'the application'} (pid ${process?.pid}) listens on ${found}.`,
          began: messages.at(-1)?.firstAt ?? null,
          holdsNow: true,
          strength: isSure ? 'proof' : others.length > 0 ? 'weak' : 'strong',
          evidence: [
            {
              source: 'nginx configuration',
              text: `${target.location.proxyPass ?? target.location.target ?? ''} → ${state.address}`,
              file: place.file,
              line: place.line,
            },
            ...(state.probe?.error
              ? [{ source: 'our own request', text: `${state.address}: ${state.probe.error}` }]
              : []),
            {
              source: 'listening sockets',
              text: `${found} is held by pid ${process?.pid} (${process?.user}, ${process?.cwd ?? 'folder unknown'})${listener.probe?.status == null ? '' : ` and answers ${listener.probe.status}`}; ${why}`,
            },
            ...messages.slice(0, 1).map(evidenceOf),
          ],
          against: others.map((one) => ({
            source: 'listening sockets',
            text: `${one.path ?? one.address} could be meant as well (pid ${one.processes[0]?.pid})`,
          })),
          data: {
            site: target.site,
            wanted: state.address,
            found: listener.address,
            file: place.file,
            line: place.line,
            port: listener.port,
            path: listener.path,
          },
          remedy: {
            says: `Make the two agree: point nginx at ${found}, or have the application listen on ${wanted}.`,
            commands: [`sed -n ${place.line}p ${place.file}`, 'nginx -t && systemctl reload nginx'],
            fix: 'point-nginx-at-listener',
          },
        },
      ];
    }),
};
