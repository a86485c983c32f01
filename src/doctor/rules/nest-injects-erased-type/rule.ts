// Finds Nest applications that inject by a type of which nothing is left at runtime: an interface, `import type`, a primitive.
import { appOf } from '../../join/apps.ts';
import { evidenceOf } from '../../join/messages.ts';
import { standingOf } from '../../join/standing.ts';
import type { Rule } from '../../model.ts';

export const rule: Rule<'messages'> = {
  id: 'nest-injects-erased-type',
  role: 'cause',
  title: 'Nest is to inject a type that does not exist at runtime',
  needs: ['messages'],
  judge: (facts) =>
    facts.get('messages').flatMap((message) => {
      const { who = '', missing, index, token } = message.data;
      if (message.kind !== 'nest-cannot-resolve' || token !== 'erased') return [];
      const standing = standingOf(facts, message);
      const app = appOf(facts, message.about);
      const program = standing.kept[0]?.name ?? app?.folder ?? 'The application';
      const place = Number(index ?? 0) + 1;
      return [
        {
          rule: 'nest-injects-erased-type',
          role: 'cause' as const,
          about: standing.about,
          says: `${program} can't start: argument ${place} of ${who} is an interface, a primitive or came by "import type", of which only ${missing ?? 'Object'} is left at runtime.`,
          began: standing.began,
          holdsNow: standing.holdsNow,
          strength: 'proof' as const,
          evidence: [evidenceOf(message)],
          against: [],
          data: {
            who,
            index: index === undefined ? null : Number(index),
            token: missing ?? 'Object',
            folder: app?.folder ?? null,
          },
          remedy: {
            says: `In ${who}'s file, import the class with a plain import; for an interface or a plain value use @Inject('TOKEN').`,
            commands: [`grep -n "import type" $(grep -rl "class ${who.replace(/[^\w]/g, '')}\\b" src)`],
            fix: null,
          },
        },
      ];
    }),
};
