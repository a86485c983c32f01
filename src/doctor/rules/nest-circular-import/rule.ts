// Finds Nest applications in which files, modules or providers need each other in a circle, so that one is undefined.
import { appOf } from '../../join/apps.ts';
import { evidenceOf } from '../../join/messages.ts';
import { standingOf } from '../../join/standing.ts';
import type { Message } from '../../facts/message-facts.ts';
import type { Rule } from '../../model.ts';

export const rule: Rule<'messages'> = {
  id: 'nest-circular-import',
  role: 'cause',
  title: 'Files import each other in a circle, so Nest is given undefined',
  needs: ['messages'],
  judge: (facts) =>
    facts.get('messages').flatMap((message) => {
      const told = tell(message);
      if (told === null) return [];
      const standing = standingOf(facts, message);
      const app = appOf(facts, message.about);
      const program = standing.kept[0]?.name ?? app?.folder ?? 'The application';
      return [
        {
          rule: 'nest-circular-import',
          role: 'cause' as const,
          about: standing.about,
          says: `${program} can't start: ${told.says}.`,
          began: standing.began,
          holdsNow: standing.holdsNow,
          strength: 'strong' as const,
          evidence: [evidenceOf(message)],
          against: [],
          data: { of: told.of, where: told.where, folder: app?.folder ?? null },
          remedy: {
            says: told.remedy,
            commands: [
              `grep -n "import" $(grep -rl "class ${told.where.replace(/[^\w]/g, '')}\\b" src)`,
              'npx madge --circular --extensions ts src',
            ],
            fix: null,
          },
        },
      ];
    }),
};

function tell({ kind, data }: Message): { says: string; of: string; where: string; remedy: string } | null {
  const { who = '', module, provider, index, token } = data;
  if (kind === 'nest-cannot-resolve' && token === 'none') {
    return {
      of: 'files',
      where: who,
      says: `what ${who} asks for at place ${Number(index ?? 0) + 1} was undefined when its file was loaded (two files import each other, often through an index.ts)`,
      remedy: `Import that class in ${who}'s file from its own file, not from an index; where two services need each other, inject with forwardRef(). With "import type" instead of "import" the same is printed.`,
    };
  }
  if (kind === 'nest-circular' && data['of'] === 'modules') {
    return {
      of: 'modules',
      where: module ?? '',
      says: `${module ?? 'a module'} imports something that is undefined${index ? ` at place ${Number(index) + 1} of its imports` : ''}: two module files import each other`,
      remedy: `Use forwardRef(() => Other) on both sides, or move what both need into a third module.`,
    };
  }
  if (kind === 'nest-circular') {
    return {
      of: 'providers',
      where: provider ?? '',
      says: `${provider ?? 'a provider'} and another provider need each other`,
      remedy:
        'Use forwardRef() on both sides, or take what both need into a third provider; factories that inject each other have to be taken apart.',
    };
  }
  return null;
}
