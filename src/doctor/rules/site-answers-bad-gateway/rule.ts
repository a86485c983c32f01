// Finds sites that answer 502: nginx got no usable answer from what stands behind it. Why is never said here.
import { findTrouble, messagesAbout, sitePlaces } from '../../join/site-answers.ts';
import { times } from '../../join/messages.ts';
import type { Rule } from '../../model.ts';

const KINDS = [
  'nginx-connect-refused',
  'nginx-connect-absent',
  'nginx-connect-denied',
  'nginx-connect-unreachable',
  'nginx-no-local-port',
  'nginx-queue-full',
  'nginx-upstream-closed',
  'nginx-upstream-reset',
  'nginx-header-too-big',
  'nginx-no-live-upstreams',
] as const;

export const rule: Rule<'site.probes'> = {
  id: 'site-answers-bad-gateway',
  role: 'symptom',
  title: 'The site answers 502 Bad Gateway',
  needs: ['site.probes'],
  judge: (facts) =>
    sitePlaces(facts).flatMap((place) => {
      const isBadNow = place.probe?.status === 502;
      const messages = messagesAbout(facts, place, KINDS);
      const trouble = findTrouble({ place, takenAt: facts.takenAt, statuses: [502], isBadNow, messages });
      if (trouble === null) return [];
      const often = trouble.count > 0 ? `, ${times(trouble.count)} in the last hour` : '';
      return [
        {
          rule: 'site-answers-bad-gateway',
          role: 'symptom',
          about: place.about,
          says: trouble.isIntermittent
            ? `${place.name} answers 502 Bad Gateway now and then${often}.`
            : `${place.name} answers 502 Bad Gateway${often}.`,
          began: trouble.began,
          holdsNow: trouble.holdsNow,
          strength: 'proof',
          evidence: trouble.evidence,
          against: [],
          data: { site: place.site, status: 502, count: trouble.count, isIntermittent: trouble.isIntermittent },
          remedy: { says: 'Mend what stands behind nginx: the report names it above this.', commands: [], fix: null },
        },
      ];
    }),
};
