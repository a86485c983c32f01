// Finds programs that served, and that one error which nobody caught ended: an exception, or a promise without catch.
import { appOf, within } from '../../join/apps.ts';
import { diedAt } from '../../join/boot.ts';
import { errorWords, isOwnError } from '../../join/own-errors.ts';
import { evidenceOf, isWithin, MINUTE_MS } from '../../join/messages.ts';
import { standingOf } from '../../join/standing.ts';
import type { Rule } from '../../model.ts';

/** A request that ends the process comes again when somebody asks again. */
const RECENT_MS = 30 * MINUTE_MS;

export const rule: Rule<'messages'> = {
  id: 'uncaught-error-ends-running-process',
  role: 'cause',
  title: 'An error that nobody catches ends the program while it serves',
  needs: ['messages'],
  judge: (facts) =>
    facts.get('messages').flatMap((message) => {
      if (message.kind !== 'node-uncaught' || !isOwnError(message)) return [];
      const standing = standingOf(facts, message);
      if (diedAt(facts, message, standing) !== 'work') return [];
      const app = appOf(facts, message.about);
      const { place = '', name = '' } = message.data;
      const [, file = '', line] = /^(.*):(\d+)$/.exec(place) ?? [];
      const who = standing.kept[0]?.name ?? app?.folder ?? 'A program';
      const isAgain = message.count > 1;
      const isDown = standing.kept.some(({ isUp }) => isUp !== true) && standing.holdsNow;
      return [
        {
          rule: 'uncaught-error-ends-running-process',
          role: 'cause' as const,
          about: standing.about,
          says: `One error ended ${who} while it served${isAgain ? `, ${message.count} times` : ''}${file ? `, from ${within(app, file)} line ${line}` : ''}: ${errorWords(message)}.`,
          began: standing.began,
          holdsNow: isDown || (isAgain && isWithin(message.lastAt, facts.takenAt, RECENT_MS)),
          strength: 'strong' as const,
          evidence: [
            evidenceOf(message),
            ...(file ? [{ source: file, text: 'it comes from here', file, line: Number(line) }] : []),
          ],
          against: [],
          data: {
            name,
            message: message.data['message'] ?? '',
            place,
            times: message.count,
            folder: app?.folder ?? null,
          },
          remedy: {
            says: 'Await the promise, or catch the error there: Node ends a process for a rejection that nobody handles, and Nest’s filters see only what a handler returns. A restart is relief.',
            commands: [
              ...(file ? [`sed -n '${Math.max(1, Number(line) - 4)},${Number(line) + 4}p' ${file}`] : []),
              ...(standing.kept[0]?.commands.look ?? []),
            ],
            fix: null,
          },
        },
      ];
    }),
};
