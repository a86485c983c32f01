// Finds programs whose native addon asks for a shared library, or a newer one, that this machine does not have.
import { appAt, appOf, installCommands } from '../../join/apps.ts';
import { evidenceOf } from '../../join/messages.ts';
import { packageOfPath } from '../../join/package-of-path.ts';
import { standingOf } from '../../join/standing.ts';
import type { Rule } from '../../model.ts';

export const rule: Rule<'messages'> = {
  id: 'native-library-missing',
  role: 'cause',
  title: 'A native addon lacks a library of the system',
  needs: ['messages'],
  judge: (facts) =>
    facts.get('messages').flatMap((message) => {
      if (message.kind !== 'node-library-missing') return [];
      const { library, symbol, file = '', platform } = message.data;
      const standing = standingOf(facts, message);
      const app = appAt(facts, file) ?? appOf(facts, message.about);
      const name = packageOfPath(file);
      const what = symbol ? `the C library's ${symbol}` : (library ?? 'a library');
      const isNpmPackage = platform !== undefined || /vips/.test(library ?? '');
      const who = standing.kept[0]?.name ?? app?.folder ?? 'The application';
      return [
        {
          rule: 'native-library-missing',
          role: 'cause' as const,
          about: standing.about,
          says: isNpmPackage
            ? `${who} can't load sharp: its package for ${platform ?? 'this platform'} is not installed or does not fit.`
            : `${who} can't load ${name ?? 'a native addon'}: this machine does not have ${what}.`,
          began: standing.began,
          holdsNow: standing.holdsNow,
          strength: 'proof' as const,
          evidence: [evidenceOf(message)],
          against: [],
          data: { library: library ?? null, symbol: symbol ?? null, file, folder: app?.folder ?? null },
          remedy: isNpmPackage
            ? {
                says: 'node_modules was made on another system, or without optional packages. Install here, from the lockfile, with optional packages.',
                commands: app ? [...installCommands(app), 'npm ls sharp'] : ['npm ls sharp'],
                fix: 'install-from-lockfile',
              }
            : symbol
              ? {
                  says: 'The addon was built on a newer system: build it here, or run the program on that system.',
                  commands: app ? [`cd ${app.folder} && npm rebuild${name ? ` ${name}` : ''} --build-from-source`] : [],
                  fix: 'rebuild-native-addons',
                }
              : {
                  says: "Install the system's package that has it.",
                  commands: [`apt-file search ${library}`, ...(file ? [`ldd ${file}`] : [])],
                  fix: null,
                },
        },
      ];
    }),
};
