// Describes the hops up to the application's door: name, nginx, site, location, upstream, socket.
import { nameOf } from '../join/addresses.ts';
import { siteName } from '../join/passed-targets.ts';
import { probeEvidence } from '../join/site-answers.ts';
import type { UpstreamState } from '../join/upstream-states.ts';
import type { NginxLocation, NginxServer } from '../facts/nginx-facts.ts';
import type { Facts, FactId } from '../model.ts';
import type { FoundSite } from './find-site.ts';
import type { Hop } from './model.ts';

export function nameHop(facts: Facts<FactId>, host: string): Hop {
  const names = facts.find('host.names');
  if (/^[\d.]+$/.test(host) || host.includes(':')) {
    const isOwn = names?.own.includes(host) ?? null;
    return {
      what: 'name',
      isOk: isOwn,
      says: isOwn === false ? `${host} is no address of this machine` : `${host} is an address`,
      evidence: [],
    };
  }
  const inFile = names?.hosts[host.toLowerCase()];
  const resolved = names?.resolved[host] ?? inFile;
  if (resolved === undefined)
    return { what: 'name', isOk: null, says: `${host}: what it resolves to was not asked`, evidence: [] };
  if (resolved.length === 0)
    return {
      what: 'name',
      isOk: null,
      says: `${host} is unknown to this machine's resolver; visitors may know better`,
      evidence: [],
    };
  const isHere = resolved.some((address) => names?.own.includes(address) === true);
  const source = inFile ? '/etc/hosts' : 'resolver';
  return {
    what: 'name',
    isOk: isHere ? true : null,
    says: `${host} is ${resolved.join(', ')}${isHere ? ', this machine' : ', which is not this machine: something stands before it, or visitors go elsewhere'}`,
    evidence: [{ source, text: resolved.join(' ') }],
  };
}

export function nginxHop(facts: Facts<FactId>): Hop {
  const config = facts.find('nginx.config');
  const nginx = facts.find('nginx.process');
  const problem = config?.problem ?? null;
  const evidence = problem ? [{ source: 'nginx -t', text: problem.text, ...problem.place }] : [];
  if (nginx === null)
    return { what: 'nginx', isOk: null, says: 'nginx is not on this machine, or could not be looked at', evidence };
  if (!nginx.isRunning) return { what: 'nginx', isOk: false, says: 'nginx does not run', evidence };
  const stale =
    nginx.changedSince.length > 0
      ? `; ${nginx.changedSince.length} configuration files changed since it was loaded`
      : '';
  return {
    what: 'nginx',
    isOk: true,
    says: `nginx${config?.version ? ` ${config.version}` : ''} runs (pid ${nginx.masterPid}, ${nginx.workers} workers as ${nginx.workerUser ?? 'unknown'})${stale}`,
    evidence,
  };
}

export function siteHop(facts: Facts<FactId>, host: string, { server, isNamed }: FoundSite): Hop {
  const site = siteName(server);
  const certificate = (facts.find('tls.certificates') ?? []).find((one) => one.site === site);
  const isOver =
    certificate?.servedNotAfter != null && Date.parse(certificate.servedNotAfter) < Date.parse(facts.takenAt);
  const place = `${server.place.file}:${server.place.line}`;
  const evidence = certificate?.servedNotAfter
    ? [{ source: 'TLS handshake', text: `certificate until ${certificate.servedNotAfter.slice(0, 10)}` }]
    : [];
  if (!isNamed)
    return {
      what: 'site',
      isOk: false,
      says: `no server block has the name ${host}: nginx answers with its default, ${site} (${place})`,
      evidence,
    };
  return {
    what: 'site',
    isOk: !isOver,
    says: isOver ? `${site} (${place}) shows a certificate that has ended` : `${site} (${place})`,
    evidence,
  };
}

/** `path`: null when no particular request is asked about. */
export function locationHop(
  facts: Facts<FactId>,
  server: NginxServer,
  location: NginxLocation,
  { path, state }: { path: string | null; state: UpstreamState | null },
): Hop {
  const site = siteName(server);
  const probe = (facts.find('site.probes') ?? []).find(
    (one) =>
      one.kind === 'site' &&
      one.site === site &&
      (one.location === location.match || (one.target !== null && one.target === location.target)),
  );
  const leads =
    location.target !== null
      ? `passes to ${location.target}`
      : location.returns !== null
        ? `answers ${location.returns}`
        : location.proxyPass !== null
          ? `passes to ${location.proxyPass}, known only at each request`
          : `serves files of ${location.root ?? 'the default root'}`;
  const answer = probe ? (probe.status === null ? `: ${probe.error}` : `: answers ${probe.status}`) : '';
  const isBad = probe === undefined ? null : probe.error !== null || (probe.status ?? 0) >= 500;
  // What the address behind it does wrong is told there.
  const isOfUpstream =
    state !== null &&
    (state.isListening === false || state.probe?.error === 'timeout' || (state.probe?.status ?? 0) >= 500);
  return {
    what: 'location',
    isOk: isBad === null ? null : !isBad || isOfUpstream,
    says: `${path ?? ''}${path === null ? '' : ' falls into '}location ${location.match} (line ${location.place.line}), which ${leads}${answer}`,
    evidence: probe ? [probeEvidence(probe)] : [],
  };
}

export function upstreamHop({ address, isListening, probe, targets }: UpstreamState): Hop {
  const name = targets[0]?.upstream?.name;
  const what = `${name ? `upstream ${name}: ` : ''}${nameOf(address)}`;
  const evidence = probe ? [probeEvidence(probe)] : [];
  if (isListening === null)
    return { what: 'upstream', isOk: null, says: `${what}: who listens there could not be seen`, evidence };
  if (!isListening) return { what: 'upstream', isOk: false, says: `${what}: nobody listens there`, evidence };
  const isStuck = probe?.error === 'timeout';
  const isSick = (probe?.status ?? 0) >= 500;
  const says = isStuck
    ? `${what} takes connections and does not answer`
    : probe?.status != null
      ? `${what} answers ${probe.status} when asked directly`
      : `${what} takes connections`;
  return { what: 'upstream', isOk: !isStuck && !isSick, says, evidence };
}

export function socketHop(facts: Facts<FactId>, { key, listeners, isListening }: UpstreamState): Hop {
  const socket = (facts.find('nginx.sockets') ?? []).find((one) => `socket:${one.path}` === key);
  if (socket?.refusedAt) {
    const { path, owner, group, mode } = socket.refusedAt;
    return {
      what: 'socket',
      isOk: false,
      says: `${socket.user} may not pass ${path} (${owner}:${group} ${mode})`,
      evidence: [],
    };
  }
  const [first] = listeners;
  const holders = listeners.flatMap(({ holders: all }) => all.map((one) => one.split('@')[0]));
  if (!first)
    return {
      what: 'socket',
      isOk: isListening === false ? false : null,
      says: isListening === false ? 'no listening socket' : 'its listening socket could not be seen',
      evidence: [],
    };
  const isFull = first.queued !== null && first.backlog !== null && first.backlog > 0 && first.queued >= first.backlog;
  const line = first.queued !== null && first.queued > 0 ? `, ${first.queued} connections wait in line` : '';
  const where = first.path ?? `${first.host}:${first.port}`;
  return {
    what: 'socket',
    isOk: !isFull,
    says: `${where} is held by ${holders.length > 0 ? `pid ${[...new Set(holders)].slice(0, 3).join(', ')}` : 'a process that can’t be seen from here'}${line}`,
    evidence: [],
  };
}
