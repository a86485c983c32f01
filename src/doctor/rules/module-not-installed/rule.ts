// Finds programs that fail because a package that they ask for, rightly, is not installed.
import { installCommands } from '../../join/apps.ts';
import { evidenceOf } from '../../join/messages.ts';
import { askerOf, lookupEvidence, moduleTroubles, startRemedy } from '../../join/module-troubles.ts';
import type { Rule } from '../../model.ts';

export const rule: Rule<'messages' | 'app.lookups'> = {
  id: 'module-not-installed',
  role: 'cause',
  title: 'A package that package.json or the lockfile names is not installed',
  needs: ['messages', 'app.lookups'],
  judge: (facts) =>
    moduleTroubles(facts, 'not-installed').map((trouble) => {
      const { name, app, messages, standing, isMended, who, lookup } = trouble;
      const place = lookup.declaredIn
        ? 'package.json'
        : lookup.isInLockfile
          ? 'the lockfile'
          : 'the package that asks for it';
      const asker = askerOf(trouble);
      const isBare = app !== null && app.modules === null;
      return {
        rule: 'module-not-installed',
        role: 'cause',
        about: standing.about,
        says: isBare
          ? `${who} can't load ${name}: ${app.folder} has no node_modules at all.`
          : `${who} can't load ${name}${asker ? ` (asked for by ${asker})` : ''}: ${place} names it, and node_modules ${isMended ? 'did not have it at the last start' : 'does not have it'}.`,
        began: standing.began,
        holdsNow: standing.holdsNow && (lookup.foundAt === null || isMended),
        strength: lookup.foundAt === null && app !== null ? 'proof' : 'strong',
        evidence: [evidenceOf(messages[0]), lookupEvidence(trouble)],
        against: [],
        data: { package: name, folder: app?.folder ?? null, from: lookup.from, isMended, hasModules: !isBare },
        remedy: isMended
          ? startRemedy(trouble)
          : {
              says: 'Install what the lockfile says, as the user that owns the folder, and start again.',
              commands: [
                ...(app ? installCommands(app) : [`npm ls ${name}`]),
                ...(standing.kept[0]?.commands.start ?? []),
              ],
              fix: 'install-from-lockfile',
            },
      };
    }),
};
