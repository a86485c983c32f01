// Finds Nest applications in which something is injected that its module does not have.
import { appOf } from '../../join/apps.ts';
import { evidenceOf } from '../../join/messages.ts';
import { standingOf } from '../../join/standing.ts';
import type { Remedy, Rule } from '../../model.ts';

export const rule: Rule<'messages'> = {
  id: 'nest-provider-not-available',
  role: 'cause',
  title: 'Nest can’t inject what a module does not have',
  needs: ['messages'],
  judge: (facts) =>
    facts.get('messages').flatMap((message) => {
      const { who = '', missing, property, module, token, index } = message.data;
      const isMine = message.kind === 'nest-cannot-resolve' && ['class', 'text', 'property'].includes(token ?? '');
      if (!isMine) return [];
      const standing = standingOf(facts, message);
      const app = appOf(facts, message.about);
      const name = missing ?? property ?? 'a provider';
      const where = module ?? 'its module';
      const program = standing.kept[0]?.name ?? app?.folder ?? 'The application';
      return [
        {
          rule: 'nest-provider-not-available',
          role: 'cause' as const,
          about: standing.about,
          says: `${program} can't start: ${who} wants ${property ? `the property ${property}` : name}, and ${where} has no such provider.`,
          began: standing.began,
          holdsNow: standing.holdsNow,
          strength: 'proof' as const,
          evidence: [evidenceOf(message)],
          against: [],
          data: {
            who,
            missing: name,
            module: module ?? null,
            index: index === undefined ? null : Number(index),
            token: token ?? null,
            folder: app?.folder ?? null,
          },
          remedy: remedyFor(who, name, where, token ?? ''),
        },
      ];
    }),
};

function remedyFor(who: string, name: string, module: string, token: string): Remedy {
  const says =
    token === 'text'
      ? `Provide "${name}" where ${module} can see it: { provide: '${name}', … } in its providers, or in a module that exports it and is imported by ${module}.`
      : `Export ${name} from the module that provides it, and import that module in ${module}. Adding ${name} to the providers of ${module} silences Nest too, but makes a second instance. If a module provides it only under a condition (a setting), see whether the setting is there.`;
  return {
    says,
    commands: [
      `grep -rn "${name.replace(/[^\w]/g, '.')}" --include='*.module.*' src dist`,
      `grep -rn "class ${who}\\b" src dist`,
    ],
    fix: null,
  };
}
