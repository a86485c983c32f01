// Finds addresses that nginx passes requests to and nobody listens on, because what should is not up. What keeps it down is
// for others to say.
import { explainAbsence, keysOfAbsence } from '../../join/absent-upstream.ts';
import { nameOf } from '../../join/addresses.ts';
import { evidenceOf, firstOf, messagesOf, newestFirst } from '../../join/messages.ts';
import { isAbout, upstreamStates } from '../../join/upstream-states.ts';
import type { Evidence, Rule } from '../../model.ts';

export const rule: Rule<'nginx.config'> = {
  id: 'nginx-upstream-not-listening',
  role: 'mechanism',
  title: 'Nobody listens where nginx passes requests',
  needs: ['nginx.config'],
  judge: (facts) => {
    const states = upstreamStates(facts);
    return states.flatMap((state) => {
      const absence = explainAbsence(facts, state);
      const [target] = state.targets;
      if (absence?.kind !== 'down' || !target) return [];
      const hidden = (facts.find('nginx.sockets') ?? []).find((one) => `socket:${one.path}` === state.key);
      // A socket that is there and can't be reached has causes of its own.
      if (hidden && (hidden.refusedAt !== null || hidden.listeners.length > 0)) return [];
      const peers = states.filter(
        (other) =>
          other !== state &&
          other.isListening === true &&
          other.targets.some(({ upstream }) => upstream !== null && upstream === target.upstream),
      );
      const messages = newestFirst(
        messagesOf(facts, ['nginx-connect-refused', 'nginx-connect-absent'], ({ data }) =>
          isAbout(state, data['upstream'] ?? ''),
        ),
      );
      const { suspects } = absence;
      const who =
        suspects.length === 1
          ? `${suspects[0]?.name} is ${suspects[0]?.state}`
          : suspects.length > 1
            ? `${suspects.map((one) => one.name).join(', ')} are not up`
            : 'nothing here seems to be meant to';
      const told: Evidence[] = suspects.slice(0, 2).map(({ key, state: word }) => ({ source: key, text: word }));
      return [
        {
          rule: 'nginx-upstream-not-listening',
          role: peers.length > 0 ? 'smell' : 'mechanism',
          about: keysOfAbsence(state, absence),
          says: `Nobody listens on ${nameOf(state.address)}, where nginx passes ${target.site} to: ${who}.`,
          began: firstOf(messages),
          holdsNow: true,
          strength: 'proof',
          evidence: [
            {
              source: 'nginx configuration',
              text: `${target.site} ${target.location.match} → ${state.address}`,
              file: target.place.file,
              line: target.place.line,
            },
            ...(state.probe?.error
              ? [{ source: 'our own request', text: `${state.address}: ${state.probe.error}` }]
              : []),
            ...told,
            ...messages.slice(0, 1).map(evidenceOf),
          ],
          against: peers.map((peer) => ({
            source: 'nginx configuration',
            text: `${peer.address} of the same upstream answers`,
          })),
          data: { site: target.site, address: state.address, suspect: suspects[0]?.key ?? null },
          remedy: suspects[0]
            ? startOf(suspects[0].key)
            : { says: 'Start the application, under something that keeps it running.', commands: [], fix: null },
        },
      ];
    });
  },
};

/** Starting it again is relief; what ended it is named by others. */
function startOf(key: string): { says: string; commands: string[]; fix: null } {
  const name = key.slice(key.indexOf(':') + 1);
  const says = 'Mend what keeps it from running, then start it.';
  if (key.startsWith('unit:'))
    return { says, commands: [`systemctl status ${name}`, `journalctl -u ${name} -n 50 --no-pager`], fix: null };
  if (key.startsWith('program:'))
    return { says, commands: [`supervisorctl status ${name}`, `supervisorctl tail ${name} stderr`], fix: null };
  if (key.startsWith('pm2:'))
    return {
      says,
      commands: [`pm2 describe ${name.split('/').at(-1)}`, `pm2 logs ${name.split('/').at(-1)} --lines 50 --nostream`],
      fix: null,
    };
  return { says, commands: [], fix: null };
}
