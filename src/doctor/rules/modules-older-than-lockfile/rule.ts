// Finds a node_modules that was not brought up to a newer lockfile: deployed without an install.
import type { ModulesFact } from '../../facts/app-facts.ts';
import { installCommands } from '../../join/apps.ts';
import { msBetween } from '../../join/messages.ts';
import { moduleTroubles } from '../../join/module-troubles.ts';
import type { Finding, Rule } from '../../model.ts';

export const rule: Rule<'apps' | 'messages' | 'app.lookups'> = {
  id: 'modules-older-than-lockfile',
  role: 'cause',
  title: 'node_modules was not brought up to the lockfile',
  needs: ['apps', 'messages', 'app.lookups'],
  judge: (facts) => {
    const missing = moduleTroubles(facts, 'not-installed').filter(
      ({ standing, isMended }) => standing.holdsNow && !isMended,
    );
    return facts.get('apps').flatMap((app): Finding[] => {
      const { modules, lockfile, folder } = app;
      if (!modules || !lockfile) return [];
      const behind = behindOf(modules);
      if (behind.length === 0 || !isOlder(modules, lockfile)) return [];
      const felt = missing.filter((one) => one.app?.folder === folder && behind.some(({ name }) => name === one.name));
      return [
        {
          rule: 'modules-older-than-lockfile',
          role: felt.length > 0 ? 'cause' : 'smell',
          about: felt.length > 0 ? [...new Set(felt.flatMap(({ standing }) => standing.about))] : [`app:${folder}`],
          says: `${folder} was deployed without an install: its lockfile is newer than node_modules, and ${behind.length} ${behind.length === 1 ? 'package is' : 'packages are'} not as it says (${behind
            .slice(0, 3)
            .map(({ says }) => says)
            .join(', ')}${behind.length > 3 ? ' …' : ''}).`,
          began: lockfile.modifiedAt,
          holdsNow: true,
          strength: 'proof',
          evidence: [
            { source: lockfile.file, text: 'lockfile last written', at: lockfile.modifiedAt },
            {
              source: modules.folder,
              text: 'last install ended',
              ...(modules.installedAt ? { at: modules.installedAt } : {}),
            },
            ...behind.slice(0, 2).map(({ says }) => ({ source: modules.folder, text: says })),
          ],
          against: [],
          data: {
            folder,
            lockfile: lockfile.file,
            packages: behind.length,
            installedAt: modules.installedAt,
            lockedAt: lockfile.modifiedAt,
          },
          remedy: {
            says: 'Install from the lockfile and start again; let every deploy do so before it switches.',
            commands: installCommands(app),
            fix: 'install-from-lockfile',
          },
        },
      ];
    });
  },
};

/** Packages for development may be left out on purpose. */
const behindOf = ({ missing, differing }: ModulesFact): { name: string; says: string }[] => [
  ...missing.filter(({ isDev }) => !isDev).map(({ name, wanted }) => ({ name, says: `${name} ${wanted} is missing` })),
  ...differing.map(({ name, locked, installed }) => ({ name, says: `${name} is ${installed} instead of ${locked}` })),
];

/** A lockfile that an install wrote itself is as old as its node_modules. */
const isOlder = ({ installedAt }: ModulesFact, { modifiedAt }: { modifiedAt: string }): boolean =>
  (msBetween(installedAt, modifiedAt) ?? 0) > 5000;
