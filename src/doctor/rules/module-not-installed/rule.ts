// Finds programs that fail because a package that they ask for, rightly, is not installed.
import { installCommands } from '../../join/apps.ts';
import { evidenceOf } from '../../join/messages.ts';
import { askerOf, lookupEvidence, moduleTroubles, startRemedy } from '../../join/module-troubles.ts';
import { illInSilence } from '../../join/silence.ts';
import type { FactId, Facts, Finding, Rule } from '../../model.ts';

export const rule: Rule<'messages' | 'app.lookups' | 'apps'> = {
  id: 'module-not-installed',
  role: 'cause',
  title: 'A package that package.json or the lockfile names is not installed',
  needs: ['messages', 'app.lookups', 'apps'],
  judge: (facts) => [...told(facts), ...untold(facts)],
};

/** What a log says could not be loaded. */
function told(facts: Facts<FactId>): Finding[] {
  return moduleTroubles(facts, 'not-installed').map((trouble): Finding => {
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
  });
}

/** Copies in PM2's cluster, and projects of aaPanel, end without their error being written anywhere: the disk tells. */
function untold(facts: Facts<FactId>): Finding[] {
  return illInSilence(facts).flatMap(({ kept, app }): Finding[] => {
    const names = Object.entries(app.declared ?? {})
      .filter(([, { list }]) => list === 'dependencies')
      .map(([name]) => name);
    const missing =
      app.modules === null ? names : (app.modules.missing ?? []).filter(({ isDev }) => !isDev).map(({ name }) => name);
    const [first] = missing.filter((name) => names.includes(name));
    if (first === undefined) return [];
    return [
      {
        rule: 'module-not-installed',
        role: 'cause',
        about: [kept.key],
        says:
          app.modules === null
            ? `${kept.name} does not come up, no log says why, and ${app.folder} has no node_modules at all.`
            : `${kept.name} does not come up, no log says why, and ${missing.length === 1 ? `${first}, which package.json names, is` : `${missing.length} packages that it needs (${missing.slice(0, 3).join(', ')}) are`} not in node_modules.`,
        began: null,
        holdsNow: true,
        strength: 'strong',
        evidence: [
          {
            source: app.modules?.folder ?? app.folder,
            text: app.modules === null ? 'there is no node_modules' : `not there: ${missing.slice(0, 5).join(', ')}`,
          },
          { source: kept.key, text: kept.state },
        ],
        against: [],
        data: { package: first, folder: app.folder, from: null, isMended: false, hasModules: app.modules !== null },
        remedy: {
          says: 'Install what the lockfile says, as the user that owns the folder, and start again.',
          commands: [...installCommands(app), ...kept.commands.start],
          fix: 'install-from-lockfile',
        },
      },
    ];
  });
}
