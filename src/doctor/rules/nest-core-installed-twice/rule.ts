// Finds Nest applications with two copies of @nestjs/core: one copy's classes are strangers to the other's container.
import { appOf } from '../../join/apps.ts';
import { evidenceOf } from '../../join/messages.ts';
import { standingOf } from '../../join/standing.ts';
import type { Rule } from '../../model.ts';

export const rule: Rule<'messages' | 'apps'> = {
  id: 'nest-core-installed-twice',
  role: 'cause',
  title: 'There are two copies of @nestjs/core',
  needs: ['messages', 'apps'],
  judge: (facts) =>
    facts.get('messages').flatMap((message) => {
      const { who = '', missing = '', module, token } = message.data;
      if (message.kind !== 'nest-cannot-resolve' || token !== 'own') return [];
      const standing = standingOf(facts, message);
      const app = appOf(facts, message.about);
      const copies = app?.modules?.duplicatesOfNestCore ?? [];
      const program = standing.kept[0]?.name ?? app?.folder ?? 'The application';
      const isSeen = copies.length > 1;
      return [
        {
          rule: 'nest-core-installed-twice',
          role: isSeen ? ('cause' as const) : ('mechanism' as const),
          about: standing.about,
          says: isSeen
            ? `${program} can't start: ${who} wants Nest's own ${missing}, and there are ${copies.length} copies of @nestjs/core, of which one does not know the other's ${missing}.`
            : `${program} can't start: ${who} wants Nest's own ${missing} in ${module ?? 'a module'}, which every module has: the class comes from another copy of @nestjs/core.`,
          began: standing.began,
          holdsNow: standing.holdsNow,
          strength: isSeen ? ('proof' as const) : ('weak' as const),
          evidence: [evidenceOf(message), ...copies.map((copy) => ({ source: 'node_modules', text: copy }))],
          against: [],
          data: { who, missing, copies: copies.length, folder: app?.folder ?? null },
          remedy: {
            says: 'Bring every package to one version of @nestjs/core (it belongs in peerDependencies of libraries), and install again.',
            commands: [...(app ? [`cd ${app.folder}`] : []), 'npm ls @nestjs/core', 'npm dedupe'],
            fix: null,
          },
        },
      ];
    }),
};
