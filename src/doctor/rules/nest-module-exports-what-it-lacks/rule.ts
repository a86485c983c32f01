// Finds Nest modules that export a provider which they neither provide nor import.
import { appOf } from '../../join/apps.ts';
import { evidenceOf } from '../../join/messages.ts';
import { standingOf } from '../../join/standing.ts';
import type { Rule } from '../../model.ts';

export const rule: Rule<'messages'> = {
  id: 'nest-module-exports-what-it-lacks',
  role: 'cause',
  title: 'A Nest module exports what it does not have',
  needs: ['messages'],
  judge: (facts) =>
    facts.get('messages').flatMap((message) => {
      if (message.kind !== 'nest-cannot-export') return [];
      const { module = 'a module', provider = 'a provider' } = message.data;
      const standing = standingOf(facts, message);
      const app = appOf(facts, message.about);
      return [
        {
          rule: 'nest-module-exports-what-it-lacks',
          role: 'cause' as const,
          about: standing.about,
          says: `${standing.kept[0]?.name ?? app?.folder ?? 'The application'} can't start: ${module} exports ${provider}, and neither provides it nor imports a module that does.`,
          began: standing.began,
          holdsNow: standing.holdsNow,
          strength: 'proof' as const,
          evidence: [evidenceOf(message)],
          against: [],
          data: { module, provider, folder: app?.folder ?? null },
          remedy: {
            says: `Add ${provider} to the providers of ${module}, or import and re-export the module that has it.`,
            commands: [`grep -rn "class ${module.replace(/[^\w]/g, '')}\\b" src`],
            fix: null,
          },
        },
      ];
    }),
};
