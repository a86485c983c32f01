// Finds an nginx that has not loaded what is on disk: what was changed there has no effect until it does.
import { readTcp, isUnix } from '../../join/addresses.ts';
import { isWithin, lastOf, messagesOf, MINUTE_MS, newestFirst, evidenceOf } from '../../join/messages.ts';
import { passedAddresses } from '../../join/passed-targets.ts';
import { addressesOf } from '../../join/free-listeners.ts';
import { siteKey, upstreamStates } from '../../join/upstream-states.ts';
import type { EntityKey, Evidence, Facts, FactId, Rule } from '../../model.ts';

const RECENT_MS = 15 * MINUTE_MS;
/** Its error log tells whole seconds. */
const LOG_RESOLUTION_MS = 1000;
const CONNECT_KINDS = [
  'nginx-connect-refused',
  'nginx-connect-absent',
  'nginx-connect-denied',
  'nginx-connect-unreachable',
  'nginx-upstream-timeout',
] as const;

export const rule: Rule<'nginx.config' | 'nginx.process'> = {
  id: 'nginx-runs-older-config-than-disk',
  role: 'cause',
  title: 'nginx runs with an older configuration than the one on disk',
  needs: ['nginx.config', 'nginx.process'],
  judge: (facts) => {
    const { isRunning, changedSince, loadedAt } = facts.get('nginx.process');
    const { problem } = facts.get('nginx.config');
    const files = changedSince.filter(({ file }) => /\.\w+$|sites-enabled\/|conf/.test(file));
    const [first] = files;
    if (!isRunning || !first) return [];
    const differences = [...asksElsewhere(facts), ...listensElsewhere(facts), ...failsWhereFilesWork(facts)];
    const isProven = differences.length > 0;
    // A configuration that would be refused is told as that.
    if (!isProven && problem !== null) return [];
    const touched = upstreamStates(facts).filter(({ targets }) =>
      targets.some(({ place, location }) =>
        files.some(({ file }) => file === place.file || file === location.place.file),
      ),
    );
    const changed = files
      .map(({ file }) => file.split('/').slice(-2).join('/'))
      .slice(0, 3)
      .join(', ');
    return [
      {
        rule: 'nginx-runs-older-config-than-disk',
        role: isProven ? 'cause' : 'smell',
        about: [
          'unit:nginx.service',
          ...differences.map(({ key }) => key),
          ...(isProven ? touched.flatMap((state) => [state.key, ...siteKey(state)]) : []),
          ...files.map(({ file }): EntityKey => `file:${file}`),
        ],
        says: isProven
          ? `nginx has not loaded what is on disk: ${differences[0]?.says}, and ${changed} changed since it was loaded.`
          : `${changed} changed after nginx was loaded (${loadedAt?.slice(0, 16).replace('T', ' ')} UTC): what changed is not in force.`,
        began: first.changedAt,
        holdsNow: true,
        strength: isProven ? 'proof' : 'weak',
        evidence: [
          ...files.slice(0, 2).map(
            ({ file, changedAt }): Evidence => ({
              source: 'file',
              text: `changed ${changedAt.slice(0, 19)}Z, after nginx was loaded at ${loadedAt?.slice(0, 19)}Z`,
              file,
              at: changedAt,
            }),
          ),
          ...differences.slice(0, 2).map(({ evidence }) => evidence),
        ],
        against: [],
        data: { files: files.length, file: first.file, isProven },
        remedy: {
          says: problem === null ? 'Test it and load it.' : 'It would be refused: mend it first.',
          commands: ['nginx -t && systemctl reload nginx'],
          fix: problem === null ? 'reload-nginx' : null,
        },
      },
    ];
  },
};

interface Difference {
  says: string;
  key: EntityKey;
  evidence: Evidence;
}

/** It lately asked an address that the files no longer name. */
function asksElsewhere(facts: Facts<FactId>): Difference[] {
  const config = facts.find('nginx.config');
  if (!config || config.upstreams.some((one) => one.servers.some(({ address }) => address.includes('$')))) return [];
  const known = new Set(
    passedAddresses(config).flatMap((address) => {
      const tcp = readTcp(address);
      return [
        address,
        ...(tcp
          ? addressesOf(facts, tcp.host).map((host) => `${host.includes(':') ? `[${host}]` : host}:${tcp.port}`)
          : []),
      ];
    }),
  );
  const hasVariables = config.servers.some(({ locations }) =>
    locations.some(({ proxyPass, fastcgiPass, target }) => (proxyPass ?? fastcgiPass) !== null && target === null),
  );
  if (hasVariables) return [];
  const messages = newestFirst(
    messagesOf(facts, CONNECT_KINDS, ({ data, lastAt }) => {
      const asked = data['upstream'] ?? '';
      const isAddress = isUnix(asked) || readTcp(asked) !== null;
      const changedAt = facts.find('nginx.process')?.changedSince[0]?.changedAt ?? null;
      return (
        isAddress &&
        !known.has(asked) &&
        isWithin(lastAt, facts.takenAt, RECENT_MS) &&
        changedAt !== null &&
        Date.parse(lastAt ?? '') + LOG_RESOLUTION_MS > Date.parse(changedAt)
      );
    }),
  );
  const [last] = messages;
  const asked = last?.data['upstream'];
  if (!last || asked === undefined || lastOf(messages) === null) return [];
  const tcp = readTcp(asked);
  return [
    {
      says: `it still asks ${asked}, which no file names`,
      key: tcp ? `port:${tcp.port}` : `socket:${asked.slice(5)}`,
      evidence: evidenceOf(last),
    },
  ];
}

/** It fails a site whose address, as the changed file has it, answers well. */
function failsWhereFilesWork(facts: Facts<FactId>): Difference[] {
  const changed = new Set(facts.find('nginx.process')?.changedSince.map(({ file }) => file));
  const probes = (facts.find('site.probes') ?? []).filter(
    ({ kind, status }) => kind === 'site' && (status === 502 || status === 504),
  );
  return probes.flatMap((probe) => {
    const states = upstreamStates(facts).filter(({ targets }) =>
      targets.some((one) => one.site === probe.site && (one.upstream?.name ?? one.address) === probe.target),
    );
    const isTouched = states.some(({ targets }) =>
      targets.some(({ place, location }) => changed.has(place.file) || changed.has(location.place.file)),
    );
    const [state] = states;
    if (!state || !isTouched || !states.every((one) => one.probe?.status != null && one.probe.status < 500)) return [];
    return [
      {
        says: `it answers ${probe.status} for ${probe.site}, whose file names ${state.address}, and that answers ${state.probe?.status}`,
        key: state.key,
        evidence: {
          source: 'our own request',
          text: `through nginx ${probe.status}, straight to ${state.address} ${state.probe?.status}`,
        },
      },
    ];
  });
}

/** The files say a port that its processes don't have. */
function listensElsewhere(facts: Facts<FactId>): Difference[] {
  const { servers } = facts.find('nginx.config') ?? { servers: [] };
  const nginx = facts.find('nginx.process');
  const listeners = facts.find('sockets.listening');
  if (!nginx || !listeners) return [];
  const own = new Set([`${nginx.masterPid}@${nginx.masterStart}`, ...nginx.workerKeys]);
  const held = new Set(
    listeners.filter(({ holders }) => holders.some((holder) => own.has(holder))).map(({ port }) => port),
  );
  if (held.size === 0) return [];
  const missing = servers.flatMap(({ listens }) => listens).filter(({ port }) => port !== 0 && !held.has(port));
  return missing.slice(0, 2).map(({ port, place }) => ({
    says: `it does not listen on port ${port}`,
    key: `port:${port}` as const,
    evidence: {
      source: 'nginx configuration',
      text: `listen ${port}, and nginx holds no such port`,
      file: place.file,
      line: place.line,
    },
  }));
}
