// Finds sites whose PHP part fails while their Node part may be well: no php-fpm where nginx looks, or one without a free worker.
import { nameOf } from '../../join/addresses.ts';
import { evidenceOf, firstOf, isWithin, messagesOf, MINUTE_MS, newestFirst } from '../../join/messages.ts';
import { isAbout, siteKey, type UpstreamState, upstreamStates } from '../../join/upstream-states.ts';
import type { Evidence, Facts, FactId, Finding, Rule } from '../../model.ts';

export const rule: Rule<'nginx.config' | 'site.probes'> = {
  id: 'php-side-is-sick',
  role: 'mechanism',
  title: 'The PHP side of the site fails, not the Node side',
  needs: ['nginx.config', 'site.probes'],
  judge: (facts) => {
    const states = upstreamStates(facts);
    const nodeSide = sayNodeSide(states.filter(({ isFastcgi }) => !isFastcgi));
    return states.filter(({ isFastcgi }) => isFastcgi).flatMap((state) => judgeOne(facts, state, nodeSide));
  },
};

function judgeOne(facts: Facts<FactId>, state: UpstreamState, nodeSide: Evidence[]): Finding[] {
  const [target] = state.targets;
  if (!target) return [];
  const isMine = ({ data }: { data: Record<string, string> }): boolean => isAbout(state, data['upstream'] ?? '');
  const messages = newestFirst(
    messagesOf(
      facts,
      [
        'nginx-connect-refused',
        'nginx-connect-absent',
        'nginx-upstream-timeout',
        'nginx-queue-full',
        'nginx-upstream-closed',
        'nginx-upstream-reset',
      ],
      isMine,
    ),
  );
  const limits = messagesOf(facts, ['php-fpm-limit'], ({ lastAt }) => isWithin(lastAt, facts.takenAt, 30 * MINUTE_MS));
  const socket = (facts.find('nginx.sockets') ?? []).find((one) => `socket:${one.path}` === state.key);
  // A socket that is there and shut to nginx is a matter of rights, and told as that.
  if (socket?.refusedAt) return [];
  const isGone = state.isListening === false;
  const isFull =
    !isGone && limits.length > 0 && messages.some(({ lastAt }) => isWithin(lastAt, facts.takenAt, 30 * MINUTE_MS));
  if (!isGone && !isFull) return [];
  const units = (facts.find('web.units') ?? []).filter(({ name }) => /^php[\d.]*-fpm/.test(name));
  const other = otherFpm(facts, state);
  const down = units.find((unit) => unit.activeState !== 'active');
  const wasStopped = down?.activeState === 'inactive' && down.result === 'success';
  const why = isFull
    ? 'every php-fpm worker is busy (pm.max_children)'
    : other
      ? `php-fpm listens on ${other} instead`
      : down
        ? `${down.name} is ${down.activeState} (${down.result})`
        : 'no php-fpm listens there';
  return [
    {
      rule: 'php-side-is-sick',
      role: other || wasStopped || isFull ? 'cause' : 'mechanism',
      about: [state.key, ...siteKey(state), ...(down ? ([`unit:${down.name}`] as const) : [])],
      says: `The PHP side of ${target.site} (${target.location.match} → ${nameOf(state.address)}) is sick: ${why}${nodeSide.length > 0 ? '; the Node side answers' : ''}.`,
      began: firstOf(messages) ?? down?.inactiveSince ?? null,
      holdsNow: true,
      strength: isFull ? 'strong' : 'proof',
      evidence: [
        ...(state.probe?.error
          ? [{ source: 'our own request', text: `connect to ${state.address}: ${state.probe.error}` }]
          : []),
        {
          source: 'nginx configuration',
          text: `fastcgi_pass ${target.location.fastcgiPass}`,
          file: target.place.file,
          line: target.place.line,
        },
        ...limits.slice(0, 1).map(evidenceOf),
        ...messages.slice(0, 1).map(evidenceOf),
        ...nodeSide.slice(0, 1),
      ],
      against: [],
      data: {
        site: target.site,
        address: state.address,
        found: other,
        unit: down?.name ?? null,
        file: target.place.file,
        line: target.place.line,
      },
      remedy: other
        ? {
            says: `Point fastcgi_pass at ${other}; php-fpm was upgraded or its pool renamed.`,
            commands: [`sed -n ${target.place.line}p ${target.place.file}`, 'nginx -t && systemctl reload nginx'],
            fix: null,
          }
        : isFull
          ? {
              says: 'Find what the PHP workers wait for; raise pm.max_children only as far as memory allows.',
              commands: ['systemctl status "php*-fpm"'],
              fix: null,
            }
          : {
              says: 'Start php-fpm, and see why it ended.',
              commands: [
                `systemctl status ${down?.name ?? '"php*-fpm"'}`,
                `systemctl start ${down?.name ?? 'php-fpm'}`,
              ],
              fix: null,
            },
    },
  ];
}

/** A pool of php-fpm at another path or port than nginx asks. */
function otherFpm(facts: Facts<FactId>, state: UpstreamState): string | null {
  if (state.isListening !== false) return null;
  const fpm = new Set(
    (facts.find('processes') ?? [])
      .filter(({ comm, argv }) => comm.startsWith('php-fpm') || argv[0]?.startsWith('php-fpm'))
      .map(({ pid, start }) => `${pid}@${start}`),
  );
  const found = (facts.find('sockets.listening') ?? []).find(
    (one) => one.holders.some((holder) => fpm.has(holder)) && (one.path !== null || one.port !== null),
  );
  return found ? (found.path ?? `${found.host}:${found.port}`) : null;
}

function sayNodeSide(states: UpstreamState[]): Evidence[] {
  return states.flatMap(({ probe, address }) =>
    probe?.status != null && probe.status < 500
      ? [{ source: 'our own request', text: `the Node side is well: ${address} answers ${probe.status}` }]
      : [],
  );
}
