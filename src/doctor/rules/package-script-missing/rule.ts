// Finds keepers that run a script of package.json which is not in it.
import { appOf } from '../../join/apps.ts';
import { evidenceOf } from '../../join/messages.ts';
import { standingOf } from '../../join/standing.ts';
import type { Rule } from '../../model.ts';

export const rule: Rule<'messages'> = {
  id: 'package-script-missing',
  role: 'cause',
  title: 'A script is started that package.json does not have',
  needs: ['messages'],
  judge: (facts) =>
    facts.get('messages').flatMap((message) => {
      const { script, code } = message.data;
      if (message.kind !== 'npm-failed' || code !== 'MISSING_SCRIPT' || script === undefined) return [];
      const standing = standingOf(facts, message);
      const app = appOf(facts, message.about);
      const who = standing.kept[0]?.name ?? app?.folder ?? 'The keeper';
      return [
        {
          rule: 'package-script-missing',
          role: 'cause' as const,
          about: standing.about,
          says: `${who} runs the script "${script}", which package.json${app ? ` in ${app.folder}` : ''} does not have.`,
          began: standing.began,
          holdsNow: standing.holdsNow,
          strength: 'proof' as const,
          evidence: [evidenceOf(message)],
          against: [],
          data: { script, folder: app?.folder ?? null },
          remedy: {
            says: 'Start the main file with node itself, which needs no script and leaves no npm in between; or add the script.',
            commands: app
              ? [`cd ${app.folder} && npm run`, ...(standing.kept[0]?.commands.look.slice(0, 1) ?? [])]
              : [],
            fix: null,
          },
        },
      ];
    }),
};
