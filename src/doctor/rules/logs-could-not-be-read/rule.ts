// Finds logs that may hold the reason of trouble and could not be read: silence about them would pass for health.
import type { LogFact } from '../../facts/message-facts.ts';
import type { EntityKey, Rule } from '../../model.ts';

const NAMED = 4;

export const rule: Rule<'logs'> = {
  id: 'logs-could-not-be-read',
  role: 'smell',
  title: 'Some logs could not be read',
  needs: ['logs'],
  judge: (facts) => {
    const unread = facts.get('logs').filter(isUnread);
    if (unread.length === 0) return [];
    const names = unread.slice(0, NAMED).map(({ path }) => path);
    const more = unread.length > NAMED ? ` and ${unread.length - NAMED} more` : '';
    const isDenied = unread.some(({ problem }) => /may not be read|needs root/.test(problem ?? ''));
    const about: EntityKey[] = [
      ...new Set(unread.flatMap(({ path, about: whom }) => (whom.length > 0 ? whom : [`file:${path}` as const]))),
    ];
    return [
      {
        rule: 'logs-could-not-be-read',
        role: 'smell',
        about,
        says: `${unread.length === 1 ? 'One log' : `${unread.length} logs`} could not be read (${names.join(', ')}${more}): what they tell is missing here.`,
        began: null,
        holdsNow: true,
        strength: 'proof',
        evidence: unread.slice(0, NAMED).map(({ path, problem }) => ({ source: path, text: problem ?? '' })),
        against: [],
        data: { logs: unread.length, isDenied },
        remedy: isDenied
          ? { says: 'Look again as root.', commands: ['sudo allswell doctor'], fix: null }
          : {
              says: 'Look again when the machine is less busy, or read them by hand.',
              commands:
                unread[0]?.path === 'journal'
                  ? ['journalctl -p err -n 100 --no-pager']
                  : names.slice(0, 1).map((path) => `tail -n 100 ${path}`),
              fix: null,
            },
      },
    ];
  },
};

/** Of a huge log the end is what counts; that it was not read whole is no loss. */
const isUnread = ({ problem, readBytes }: LogFact): boolean => problem !== null && readBytes === 0;
