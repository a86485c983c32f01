// Finds a node_modules that an install left unfinished: empty folders, packages without their main file, altered files.
import type { AppFact, ModulesFact } from '../../facts/app-facts.ts';
import { installCommands } from '../../join/apps.ts';
import { evidenceOf } from '../../join/messages.ts';
import { lookupEvidence, moduleTroubles } from '../../join/module-troubles.ts';
import type { Evidence, Finding, Rule } from '../../model.ts';

export const rule: Rule<'apps' | 'messages' | 'app.lookups'> = {
  id: 'modules-half-installed',
  role: 'cause',
  title: 'An install was left unfinished',
  needs: ['apps', 'messages', 'app.lookups'],
  judge: (facts) => {
    const troubles = [...moduleTroubles(facts, 'half-installed'), ...moduleTroubles(facts, 'not-installed')].filter(
      ({ isMended }) => !isMended,
    );
    return facts.get('apps').flatMap((app): Finding[] => {
      const { modules, folder } = app;
      if (modules === null) return [];
      const signs = signsOf(modules, app);
      const mine = troubles.filter(
        (one) => one.app?.folder === folder && (one.lack === 'half-installed' || isPartOf(modules, one.name)),
      );
      const holding = mine.filter(({ standing }) => standing.holdsNow);
      const [first] = holding.length > 0 ? holding : mine;
      if (signs.length === 0 && first === undefined) return [];
      const isFelt = first !== undefined && holding.length > 0;
      // A folder that somebody emptied is a matter of taste as long as nobody asks for it.
      if (!isFelt && !isUnfinished(modules)) return [];
      return [
        {
          rule: 'modules-half-installed',
          role: isFelt ? 'cause' : 'smell',
          about: isFelt
            ? [...new Set([...first.standing.about, ...holding.flatMap(({ standing }) => standing.about)])]
            : [`app:${folder}`],
          says: isFelt
            ? `${first.who} can't load ${first.name}: its folder in ${modules.folder} is there, but not whole. ${sumOf(modules)}`.trim()
            : `The install in ${folder} was not finished. ${sumOf(modules)}`.trim(),
          began: isFelt ? first.standing.began : null,
          holdsNow: true,
          strength: signs.length > 0 ? 'proof' : 'strong',
          evidence: [...(isFelt ? [evidenceOf(first.messages[0]), lookupEvidence(first)] : []), ...signs],
          against: [],
          data: {
            folder,
            package: first?.name ?? null,
            empty: modules.empty.length,
            incomplete: modules.incomplete?.length ?? 0,
            altered: modules.altered.length,
            leftovers: modules.leftovers?.length ?? 0,
          },
          remedy: {
            says: 'Install again from the lockfile, to its end, with room on the disk; npm ci begins by clearing node_modules. Then start again.',
            commands: [...installCommands(app), ...(first?.standing.kept[0]?.commands.start ?? [])],
            fix: 'install-from-lockfile',
          },
        },
      ];
    });
  },
};

const isPartOf = (modules: ModulesFact, name: string): boolean =>
  modules.empty.includes(name) ||
  (modules.incomplete ?? []).some((one) => one.name === name) ||
  modules.missing.filter(({ isDev }) => !isDev).length > MISSING_MANY;

const MISSING_MANY = 10;

/** Signs that no sound install leaves. */
const isUnfinished = (modules: ModulesFact): boolean =>
  (modules.leftovers ?? []).length > 0 ||
  (modules.incomplete ?? []).length > 0 ||
  modules.altered.length > 0 ||
  modules.empty.length > 2;

function signsOf(modules: ModulesFact, { lockfile }: AppFact): Evidence[] {
  const source = modules.folder;
  const list = (names: string[]): string =>
    `${names.slice(0, 4).join(', ')}${names.length > 4 ? ` and ${names.length - 4} more` : ''}`;
  return [
    ...(modules.empty.length > 0 ? [{ source, text: `folders without a package.json: ${list(modules.empty)}` }] : []),
    ...((modules.incomplete ?? []).length > 0
      ? [
          {
            source,
            text: `packages without their main file: ${list((modules.incomplete ?? []).map(({ name, lacks }) => `${name} (${lacks})`))}`,
          },
        ]
      : []),
    ...(modules.altered.length > 0
      ? [{ source, text: `files that differ from the tarballs in npm's cache: ${list(modules.altered)}` }]
      : []),
    ...((modules.leftovers ?? []).length > 0
      ? [{ source, text: `npm's folders for packages on their way: ${list(modules.leftovers ?? [])}` }]
      : []),
    ...(modules.record === null && lockfile?.kind === 'npm'
      ? [{ source, text: 'npm has not written .package-lock.json, which it does when an install has ended' }]
      : []),
  ];
}

function sumOf(modules: ModulesFact): string {
  const counts: [number, string][] = [
    [modules.empty.length, 'empty'],
    [modules.incomplete?.length ?? 0, 'without their main file'],
    [modules.missing.filter(({ isDev }) => !isDev).length, 'missing'],
    [modules.altered.length, 'files altered'],
  ];
  const told = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return told.length === 0 ? '' : `In all: ${told.join(', ')}.`;
}
