// Finds applications that listen on one family of localhost (::1 or 127.0.0.1) while nginx asks on the other.
import { explainAbsence } from '../../join/absent-upstream.ts';
import { readTcp } from '../../join/addresses.ts';
import { evidenceOf, firstOf, messagesOf, newestFirst } from '../../join/messages.ts';
import { addressesOf } from '../../join/free-listeners.ts';
import { isAbout, upstreamStates } from '../../join/upstream-states.ts';
import type { Facts, FactId, Finding, Rule } from '../../model.ts';
import type { UpstreamState } from '../../join/upstream-states.ts';

export const rule: Rule<'nginx.config' | 'sockets.listening'> = {
  id: 'localhost-resolves-to-other-family',
  role: 'cause',
  title: 'The application listens on the other family of localhost than nginx asks',
  needs: ['nginx.config', 'sockets.listening'],
  judge: (facts) => upstreamStates(facts).flatMap((state) => judgeNever(facts, state) ?? judgeHalf(facts, state) ?? []),
};

/** None of nginx's addresses is listened on; the same port of the other family is. */
function judgeNever(facts: Facts<FactId>, state: UpstreamState): Finding[] | null {
  const absence = explainAbsence(facts, state);
  if (absence?.kind !== 'other-family') return null;
  return [finding(facts, state, absence.listener.host ?? '', 'proof', 'every request is refused')];
}

/** A name with two addresses, one of them dead: nginx tries the other, unless it was told to try but once. */
function judgeHalf(facts: Facts<FactId>, state: UpstreamState): Finding[] | null {
  const tcp = readTcp(state.address);
  const [target] = state.targets;
  if (!tcp || !target || target.location.nextUpstreamTries !== 1 || state.isListening !== true) return null;
  const hosts = addressesOf(facts, tcp.host);
  const listening = new Set(state.listeners.map(({ host }) => host));
  const isBoth =
    listening.has('::') || listening.has('*') || listening.size === 0 || hosts.every((host) => listening.has(host));
  if (hosts.length < 2 || isBoth || (listening.has('0.0.0.0') && !hosts.some((host) => host.includes(':'))))
    return null;
  return [
    finding(
      facts,
      state,
      [...listening].join(', '),
      'proof',
      'half of the requests are refused, as proxy_next_upstream_tries is 1',
    ),
  ];
}

function finding(
  facts: Facts<FactId>,
  state: UpstreamState,
  listens: string,
  strength: Finding['strength'],
  effect: string,
): Finding {
  const [target] = state.targets;
  const port = readTcp(state.address)?.port ?? null;
  const holder = listens.includes(':') && !listens.startsWith('[') ? `[${listens}]` : listens;
  const messages = newestFirst(
    messagesOf(facts, ['nginx-connect-refused', 'nginx-no-local-port'], ({ data }) =>
      isAbout(state, data['upstream'] ?? ''),
    ),
  );
  const place = target?.place ?? { file: '', line: 0 };
  return {
    rule: 'localhost-resolves-to-other-family',
    role: 'cause',
    about: [state.key, `file:${place.file}`],
    says: `nginx asks ${state.address} (${state.hosts.join(', ')}) for ${target?.site}, and the application listens on ${holder}:${port} only: ${effect}.`,
    began: firstOf(messages),
    holdsNow: true,
    strength,
    evidence: [
      {
        source: 'nginx configuration',
        text: `${target?.location.proxyPass} → ${state.hosts.join(', ')}`,
        file: place.file,
        line: place.line,
      },
      { source: 'listening sockets', text: `port ${port} is listened on at ${holder} only` },
      ...messages.slice(0, 1).map(evidenceOf),
    ],
    against: [],
    data: { site: target?.site ?? null, wanted: state.address, listens, port, file: place.file, line: place.line },
    remedy: {
      says: `Write one literal address on both sides: proxy_pass http://127.0.0.1:${port} and listen(${port}, '127.0.0.1').`,
      commands: [`sed -n ${place.line}p ${place.file}`, 'nginx -t && systemctl reload nginx'],
      fix: 'point-nginx-at-listener',
    },
  };
}
