// Finds programs that ask at runtime for a package that is listed for development only and was therefore left out.
import { evidenceOf } from '../../join/messages.ts';
import { askerOf, lookupEvidence, moduleTroubles, startRemedy } from '../../join/module-troubles.ts';
import type { Rule } from '../../model.ts';

export const rule: Rule<'messages' | 'app.lookups' | 'apps'> = {
  id: 'dev-dependency-needed-at-runtime',
  role: 'cause',
  title: 'A package that runs in production is listed in devDependencies',
  needs: ['messages', 'app.lookups', 'apps'],
  judge: (facts) =>
    moduleTroubles(facts, 'for-development').map((trouble) => {
      const { name, app, messages, standing, isMended, who, lookup } = trouble;
      const asker = askerOf(trouble);
      const leftOut = (app?.modules?.missing ?? []).filter(({ isDev }) => isDev).length;
      return {
        rule: 'dev-dependency-needed-at-runtime',
        role: 'cause',
        about: standing.about,
        says: `${who} asks for ${name}${asker ? ` in ${asker}` : ''}, which package.json lists in devDependencies, and packages for development are not installed here.`,
        began: standing.began,
        holdsNow: standing.holdsNow && (lookup.foundAt === null || isMended),
        strength: leftOut > 1 ? 'proof' : 'strong',
        evidence: [
          evidenceOf(messages[0]),
          lookupEvidence(trouble),
          ...(leftOut > 0 && app?.modules
            ? [
                {
                  source: app.modules.folder,
                  text: `${leftOut} packages of devDependencies are not there (--omit=dev or NODE_ENV=production)`,
                },
              ]
            : []),
        ],
        against: [],
        data: { package: name, folder: app?.folder ?? null, from: lookup.from, leftOut, isMended },
        remedy: isMended
          ? startRemedy(trouble)
          : {
              says: `Move ${name} to dependencies and deploy again. Until then an install with packages for development lets it start.`,
              commands: [
                `npm install --save-prod ${name}`,
                ...(app ? [`cd ${app.folder} && npm ci --include=dev`] : []),
              ],
              fix: null,
            },
      };
    }),
};
