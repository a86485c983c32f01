// Finds programs whose Prisma client was never generated, or generated for another system.
import { appOf } from '../../join/apps.ts';
import { evidenceOf } from '../../join/messages.ts';
import { standingOf } from '../../join/standing.ts';
import type { Rule } from '../../model.ts';

export const rule: Rule<'messages'> = {
  id: 'prisma-client-not-for-this-machine',
  role: 'cause',
  title: 'Prisma’s client was generated for another system, or never',
  needs: ['messages'],
  judge: (facts) =>
    facts.get('messages').flatMap((message) => {
      if (message.kind !== 'prisma-engine-missing') return [];
      const { runtime, generated } = message.data;
      const standing = standingOf(facts, message);
      const app = appOf(facts, message.about);
      const who = standing.kept[0]?.name ?? app?.folder ?? 'The application';
      const isNever = generated === 'never';
      return [
        {
          rule: 'prisma-client-not-for-this-machine',
          role: 'cause' as const,
          about: standing.about,
          says: isNever
            ? `${who} uses a Prisma client that was never generated here.`
            : `${who} runs on ${runtime ?? 'this system'}, and its Prisma client was generated for ${generated ?? 'another one'}.`,
          began: standing.began,
          holdsNow: standing.holdsNow,
          strength: 'proof' as const,
          evidence: [evidenceOf(message)],
          against: [],
          data: { runtime: runtime ?? null, generated: generated ?? null, folder: app?.folder ?? null },
          remedy: {
            says: isNever
              ? 'Generate it after every install, on this machine.'
              : `Generate it here after the install, or add "${runtime ?? 'native'}" to binaryTargets in schema.prisma where it is generated.`,
            commands: [
              ...(app ? [`cd ${app.folder}`] : []),
              'npx prisma generate',
              ...(standing.kept[0]?.commands.start ?? []),
            ],
            fix: 'generate-prisma-client',
          },
        },
      ];
    }),
};
