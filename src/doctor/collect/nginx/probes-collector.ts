// Collects how sites and what stands behind them answer right now: one real GET each, over loopback.
import { networkInterfaces } from 'node:os';
import { probeConnect, probeHttp } from '../../../host/linux/probe-http.ts';
import type { SiteProbe } from '../../facts/nginx-facts.ts';
import { type Collector, known, none } from '../collector.ts';
import { cleanText } from '../mask.ts';
import { PROBE_AGENT } from './count-minutes.ts';
import { planListenerProbes, planProbes, type PlannedProbe } from './plan-probes.ts';

/** Short enough that the whole diagnosis stays within seconds beside an application that hangs. */
const PROBE_MS = 2500;
const LISTENER_PROBE_MS = 700;
const SAYS_MAX = 120;

export const probesCollector: Collector = {
  name: 'probes',
  ids: ['site.probes'],
  stage: 2,
  budgetMs: 4000,
  collect: async (look) => {
    const config = look.find('nginx.config');
    if (config === null) return { 'site.probes': none };
    // What listens inside a container is not on our loopback.
    if (look.find('nginx.process')?.container != null) return { 'site.probes': none };
    const own = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
    const probes = await Promise.all(planProbes(config, own).map((one) => ask(one, PROBE_MS)));
    const isMissing = probes.some(
      (one) => one.kind === 'upstream' && (one.error === 'ECONNREFUSED' || one.error === 'ENOENT'),
    );
    const others = isMissing
      ? planListenerProbes(config, look.find('sockets.listening') ?? [], look.find('processes') ?? [])
      : [];
    const found = await Promise.all(others.map((one) => ask(one, LISTENER_PROBE_MS)));
    return { 'site.probes': known([...probes, ...found]) };
  },
};

async function ask(planned: PlannedProbe, timeoutMs: number): Promise<SiteProbe> {
  const { kind, site, location, target, isTls, to, host, path } = planned;
  const where =
    'socketPath' in to ? `unix:${to.socketPath}:` : `${to.host.includes(':') ? `[${to.host}]` : to.host}:${to.port}`;
  const url =
    kind === 'site'
      ? `${isTls ? 'https' : 'http'}://${host}${isUsual(to, isTls) ? '' : `:${'port' in to ? to.port : ''}`}${path}`
      : `${isTls ? 'https' : 'http'}://${where}${path}`;
  const base = { kind, site, location, target, url };
  if (planned.isConnectOnly) {
    const { error, tookMs } = await probeConnect(to, timeoutMs);
    return {
      ...base,
      url: `connect ${where}`,
      status: null,
      tookMs,
      error,
      says: null,
      server: null,
      redirectsTo: null,
      keepAliveSeconds: null,
    };
  }
  const answer = await probeHttp({
    isTls,
    to,
    host,
    path,
    agent: `${PROBE_AGENT}/1`,
    timeoutMs,
    isKeptAlive: kind === 'upstream',
  });
  return {
    ...base,
    status: answer.status,
    tookMs: answer.tookMs,
    error: answer.error,
    says: answer.status !== null && answer.status >= 400 ? sayingOf(answer.body) : null,
    server: answer.server === null ? null : cleanText(answer.server, SAYS_MAX),
    redirectsTo: answer.location === null ? null : cleanText(answer.location.split('?')[0] ?? '', SAYS_MAX),
    keepAliveSeconds: answer.keepAliveSeconds,
  };
}

const isUsual = (to: PlannedProbe['to'], isTls: boolean): boolean => 'port' in to && to.port === (isTls ? 443 : 80);

/** The title of a page, the message of a JSON answer, or the first words. */
export function sayingOf(body: string): string | null {
  const title = /<title>([^<]{1,400})/i.exec(body)?.[1];
  const message = /"(?:message|error|detail)"\s*:\s*"((?:[^"\\]|\\.){1,400})"/.exec(body)?.[1];
  const text = cleanText(title ?? message ?? body.replaceAll(/<[^>]{0,200}>/g, ' ').slice(0, 400), SAYS_MAX);
  return text === '' ? null : text;
}
