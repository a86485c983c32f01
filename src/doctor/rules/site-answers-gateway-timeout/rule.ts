// Finds sites that keep their visitors waiting in vain: 504, or no answer in the time that a person waits (499).
import { countIn, findTrouble, messagesAbout, sitePlaces } from '../../join/site-answers.ts';
import { times } from '../../join/messages.ts';
import type { Rule } from '../../model.ts';

/** Visitors who leave are a symptom when they are many; a few always do. */
const LEFT_MIN = 10;
const LEFT_SHARE = 0.2;

export const rule: Rule<'site.probes'> = {
  id: 'site-answers-gateway-timeout',
  role: 'symptom',
  title: 'The site does not answer in time',
  needs: ['site.probes'],
  judge: (facts) =>
    sitePlaces(facts).flatMap((place) => {
      const isBadNow = place.probe?.status === 504 || (place.probe?.error === 'timeout' && place.upstreams.length > 0);
      const messages = messagesAbout(facts, place, ['nginx-upstream-timeout']);
      const leaving = place.minutes.filter(
        (minute) => countIn(minute, [499]) >= LEFT_MIN && countIn(minute, [499]) >= minute.total * LEFT_SHARE,
      );
      const statuses = leaving.length > 0 ? [504, 499] : [504];
      const trouble = findTrouble({ place, takenAt: facts.takenAt, statuses, isBadNow, messages });
      if (trouble === null) return [];
      const often = trouble.count > 0 ? `, ${times(trouble.count)} in the last hour` : '';
      const says =
        place.probe?.status === 504
          ? 'answers 504 Gateway Timeout'
          : isBadNow
            ? `does not answer within ${((place.probe?.tookMs ?? 0) / 1000).toFixed(1)} s`
            : 'lets requests run into their time limit now and then';
      return [
        {
          rule: 'site-answers-gateway-timeout',
          role: 'symptom',
          about: place.about,
          says: `${place.name} ${says}${often}.`,
          began: trouble.began,
          holdsNow: trouble.holdsNow,
          strength: 'proof',
          evidence: trouble.evidence,
          against: [],
          data: { site: place.site, status: 504, count: trouble.count, isIntermittent: trouble.isIntermittent },
          remedy: {
            says: 'Find what keeps the application from answering; a longer time limit only lets more people wait.',
            commands: [],
            fix: null,
          },
        },
      ];
    }),
};
