// Finds native addons that were built for another Node than the one that runs the program.
import { appAt, appOf } from '../../join/apps.ts';
import { evidenceOf } from '../../join/messages.ts';
import { packageOfPath } from '../../join/package-of-path.ts';
import { nodeOfAbi } from '../../join/node-versions.ts';
import { standingOf } from '../../join/standing.ts';
import type { Rule } from '../../model.ts';

export const rule: Rule<'messages'> = {
  id: 'addon-built-for-another-node',
  role: 'cause',
  title: 'A native addon was built for another Node',
  needs: ['messages'],
  judge: (facts) =>
    facts.get('messages').flatMap((message) => {
      if (message.kind !== 'node-addon-wrong-abi') return [];
      const { file = '', builtFor = '', needs = '' } = message.data;
      const standing = standingOf(facts, message);
      const app = appAt(facts, file) ?? appOf(facts, message.about);
      const name = packageOfPath(file) ?? file;
      const onDisk = app?.modules?.addons.find((one) => one.file === file) ?? null;
      const isMended = onDisk !== null && (onDisk.abi === Number(needs) || onDisk.abi === null);
      const kept = standing.kept[0];
      const daemon = facts.find('pm2.daemons')?.find(({ user }) => kept?.key.startsWith(`pm2:${user}/`));
      const who = kept?.name ?? app?.folder ?? 'The application';
      return [
        {
          rule: 'addon-built-for-another-node',
          role: 'cause' as const,
          about: standing.about,
          says: `${who} can't load ${name}: it was built for ${nodeOfAbi(Number(builtFor))}, and ${nodeOfAbi(Number(needs))} runs it.`,
          began: standing.began,
          holdsNow: standing.holdsNow,
          strength: 'proof' as const,
          evidence: [
            evidenceOf(message),
            ...(onDisk
              ? [
                  {
                    source: onDisk.file,
                    text: isMended ? 'the file on disk fits by now' : `on disk it is built for ABI ${onDisk.abi}`,
                    file: onDisk.file,
                  },
                ]
              : []),
            ...(daemon?.daemonNodeVersion
              ? [{ source: 'pm2', text: `PM2's daemon runs ${daemon.daemonNodeVersion}, whatever node the shell has` }]
              : []),
          ],
          against: [],
          data: {
            package: name,
            file,
            builtFor: Number(builtFor),
            needs: Number(needs),
            folder: app?.folder ?? null,
            isMended,
          },
          remedy: {
            says: isMended
              ? 'It was rebuilt since: start again.'
              : `Rebuild it with the very node that runs the program (npm takes the first on PATH), or run the program with ${nodeOfAbi(Number(builtFor))} again.${daemon ? " PM2's daemon keeps the node that it was started with: pm2 update." : ''}`,
            commands: [
              ...(isMended || !app ? [] : [`cd ${app.folder} && npm rebuild ${name}`]),
              ...(daemon ? ['pm2 update'] : []),
              ...(kept?.commands.start ?? []),
            ],
            fix: isMended ? 'start-what-was-mended' : 'rebuild-native-addons',
          },
        },
      ];
    }),
};
