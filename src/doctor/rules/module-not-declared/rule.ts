// Finds programs that ask for a package which neither package.json nor the lockfile names: installing again cannot help.
import { evidenceOf } from '../../join/messages.ts';
import { askerOf, lookupEvidence, moduleTroubles, startRemedy } from '../../join/module-troubles.ts';
import type { Rule } from '../../model.ts';

export const rule: Rule<'messages' | 'app.lookups'> = {
  id: 'module-not-declared',
  role: 'cause',
  title: 'The code asks for a package that package.json does not name',
  needs: ['messages', 'app.lookups'],
  judge: (facts) =>
    moduleTroubles(facts, 'not-declared').map((trouble) => {
      const { name, app, messages, standing, isMended, who, lookup } = trouble;
      const asker = askerOf(trouble);
      const near = lookup.near === null ? '' : ` It does name ${lookup.near}.`;
      return {
        rule: 'module-not-declared',
        role: 'cause',
        about: standing.about,
        says: `${who} can't load ${name}${asker ? ` (asked for by ${asker})` : ''}: neither package.json nor the lockfile names it, so no install brings it.${near}`,
        began: standing.began,
        holdsNow: standing.holdsNow && (lookup.foundAt === null || isMended),
        strength: lookup.foundAt === null ? 'proof' : 'strong',
        evidence: [evidenceOf(messages[0]), lookupEvidence(trouble)],
        against: [],
        data: { package: name, folder: app?.folder ?? null, from: lookup.from, near: lookup.near, isMended },
        remedy: isMended
          ? startRemedy(trouble)
          : {
              says: lookup.near
                ? `Was ${lookup.near} meant? Then mend the import; else add ${name} to package.json where the code is made, commit the lockfile, and deploy again.`
                : `Add ${name} to package.json where the code is made, commit the lockfile with it, and deploy again; or go back to the release that did not ask for it.`,
              commands: lookup.near
                ? [`npm ls ${lookup.near}`]
                : [`npm view ${name} name version`, `npm install ${name}`],
              fix: null,
            },
      };
    }),
};
