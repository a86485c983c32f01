// Finds sites that a browser gets no answer from at all: nobody listens, the connection breaks off, the certificate is refused.
import { probeEvidence, sitePlaces } from '../../join/site-answers.ts';
import type { EntityKey, Evidence, Facts, FactId, Finding, Rule } from '../../model.ts';

const WORDS: Record<string, string> = {
  ECONNREFUSED: 'refuses connections',
  ECONNRESET: 'breaks connections off',
  EPROTO: 'does not speak TLS where browsers expect it',
  timeout: 'accepts connections and never answers',
};

export const rule: Rule<'site.probes'> = {
  id: 'site-cannot-be-reached',
  role: 'symptom',
  title: 'The site cannot be reached',
  needs: ['site.probes'],
  judge: (facts) => {
    const seen = new Set<string>();
    const refused = sitePlaces(facts).flatMap((place): Finding[] => {
      const { probe } = place;
      const isOurs = probe?.error != null && !(probe.error === 'timeout' && place.upstreams.length > 0);
      if (!isOurs || seen.has(place.site)) return [];
      seen.add(place.site);
      const listens =
        facts
          .find('nginx.config')
          ?.servers.filter(({ names }) => names[0] === place.site)
          .flatMap((server) => server.listens) ?? [];
      const ports = [...new Set(listens.filter(({ port }) => port !== 0).map(({ port }): EntityKey => `port:${port}`))];
      return [
        finding(
          place.site,
          [`site:${place.site}`, ...ports],
          WORDS[probe.error ?? ''] ?? `cannot be asked (${probe.error})`,
          probe.error ?? '',
          [probeEvidence(probe)],
        ),
      ];
    });
    return [
      ...refused,
      ...answeredByAnother(facts),
      ...refusedByBrowsers(facts).filter(({ data }) => !seen.has(String(data['site']))),
    ];
  },
};

/** nginx does not run, and something answers in its place. */
function answeredByAnother(facts: Facts<FactId>): Finding[] {
  if (facts.find('nginx.process')?.isRunning !== false) return [];
  const answered = sitePlaces(facts).filter(({ probe }) => probe?.status != null);
  return [...Map.groupBy(answered, ({ site }) => site)].flatMap(([site, [place]]): Finding[] => {
    const listens =
      facts
        .find('nginx.config')
        ?.servers.filter(({ names }) => names[0] === site)
        .flatMap((server) => server.listens) ?? [];
    const ports = [...new Set(listens.filter(({ port }) => port !== 0).map(({ port }): EntityKey => `port:${port}`))];
    return place?.probe
      ? [
          finding(site, [`site:${site}`, ...ports], 'is answered by another program than nginx', 'another', [
            probeEvidence(place.probe),
          ]),
        ]
      : [];
  });
}

function refusedByBrowsers(facts: Facts<FactId>): Finding[] {
  return (facts.find('tls.certificates') ?? []).flatMap(({ site, servedNotAfter, port }): Finding[] => {
    if (servedNotAfter === null || Date.parse(servedNotAfter) > Date.parse(facts.takenAt)) return [];
    const evidence = {
      source: 'TLS handshake',
      text: `${site}:${port} shows a certificate that ended on ${servedNotAfter.slice(0, 10)}`,
    };
    return [
      finding(site, [`site:${site}`], 'is refused by browsers, as its certificate has ended', 'certificate', [
        evidence,
      ]),
    ];
  });
}

function finding(site: string, about: EntityKey[], words: string, error: string, evidence: Evidence[]): Finding {
  return {
    rule: 'site-cannot-be-reached',
    role: 'symptom',
    about,
    says: `${site === '_' ? 'The default site' : site} ${words}.`,
    began: null,
    holdsNow: true,
    strength: 'proof',
    evidence,
    against: [],
    data: { site, error },
    remedy: {
      says: 'Bring nginx back to serving it: the report names above what keeps it from that.',
      commands: [],
      fix: null,
    },
  };
}
