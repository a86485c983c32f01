// Finds programs that an error of their own code ends while they start. What has a rule of its own is left to it.
import { appOf, within } from '../../join/apps.ts';
import { diedAt } from '../../join/boot.ts';
import { errorWords, isOwnError } from '../../join/own-errors.ts';
import { evidenceOf } from '../../join/messages.ts';
import { standingOf } from '../../join/standing.ts';
import type { Rule } from '../../model.ts';

export const rule: Rule<'messages'> = {
  id: 'code-throws-at-boot',
  role: 'mechanism',
  title: 'An error in the code ends the program while it starts',
  needs: ['messages'],
  judge: (facts) =>
    facts.get('messages').flatMap((message) => {
      if (message.kind !== 'node-uncaught' || !isOwnError(message)) return [];
      const standing = standingOf(facts, message);
      if (diedAt(facts, message, standing) !== 'start') return [];
      const app = appOf(facts, message.about);
      const { place = '', name = '', code } = message.data;
      const [, file = '', line] = /^(.*):(\d+)$/.exec(place) ?? [];
      const isOwnCode = file !== '';
      const who = standing.kept[0]?.name ?? app?.folder ?? 'A program';
      return [
        {
          rule: 'code-throws-at-boot',
          // Without a line of their own code nobody can change anything yet.
          role: isOwnCode ? ('cause' as const) : ('mechanism' as const),
          about: standing.about,
          says: `${who} dies while it starts${isOwnCode ? `, in ${within(app, file)} line ${line}` : ''}: ${errorWords(message)}.`,
          began: standing.began,
          holdsNow: standing.holdsNow,
          strength: 'strong' as const,
          evidence: [
            evidenceOf(message),
            ...(isOwnCode ? [{ source: file, text: `thrown here`, file, line: Number(line) }] : []),
          ],
          against: [],
          data: {
            name,
            message: message.data['message'] ?? '',
            place,
            code: code ?? null,
            folder: app?.folder ?? null,
          },
          remedy: {
            says: 'Look at that line with the settings that this program has here; if it came with the last deploy, go back to the release before.',
            commands: [
              ...(isOwnCode ? [`sed -n '${Math.max(1, Number(line) - 4)},${Number(line) + 4}p' ${file}`] : []),
              ...(standing.kept[0]?.commands.look ?? []),
            ],
            fix: null,
          },
        },
      ];
    }),
};
