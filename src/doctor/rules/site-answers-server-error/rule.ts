// Finds sites that answer 500 or 503: the request arrived, and what stands behind nginx (or nginx itself) could not do it.
import { countIn, findTrouble, messagesAbout, sitePlaces } from '../../join/site-answers.ts';
import { isWithin, MINUTE_MS } from '../../join/messages.ts';
import type { Rule } from '../../model.ts';

const STATUSES = [500, 503];
const RECENT_MS = 15 * MINUTE_MS;
/** Single errors happen on every site; a share of them is trouble. */
const COUNT_MIN = 5;
const SHARE_MIN = 0.05;

export const rule: Rule<'site.probes'> = {
  id: 'site-answers-server-error',
  role: 'symptom',
  title: 'The site answers 500 or 503',
  needs: ['site.probes'],
  judge: (facts) =>
    sitePlaces(facts).flatMap((place) => {
      const status = place.probe?.status ?? 0;
      const recent = place.minutes.filter((minute) => isWithin(minute.minute, facts.takenAt, RECENT_MS));
      const failed = recent.reduce((sum, minute) => sum + countIn(minute, STATUSES), 0);
      const total = recent.reduce((sum, minute) => sum + minute.total, 0);
      const isOften = failed >= COUNT_MIN && failed >= total * SHARE_MIN;
      const isBadNow = STATUSES.includes(status) || isOften;
      const trouble = findTrouble({
        place,
        takenAt: facts.takenAt,
        statuses: STATUSES,
        isBadNow,
        messages: messagesAbout(facts, place, ['nginx-permission-denied', 'nginx-connections-exhausted']),
      });
      if (trouble === null || (!isBadNow && trouble.count < COUNT_MIN)) return [];
      const words = place.probe?.says ? ` ("${place.probe.says}")` : '';
      const now = STATUSES.includes(status)
        ? `answers ${status}${words}`
        : `answers ${failed} of ${total} requests with 500 or 503`;
      return [
        {
          rule: 'site-answers-server-error',
          role: 'symptom',
          about: place.about,
          says: isBadNow
            ? `${place.name} ${now}.`
            : `${place.name} answered ${trouble.count} requests with 500 or 503 within the last hour.`,
          began: trouble.began,
          holdsNow: isBadNow,
          strength: 'proof',
          evidence: trouble.evidence,
          against: [],
          data: { site: place.site, status: STATUSES.includes(status) ? status : 500, count: trouble.count },
          remedy: {
            says: 'Read what the application said at that minute: the cause is in it or behind it.',
            commands: [],
            fix: null,
          },
        },
      ];
    }),
};
