// Finds processes whose working directory was deleted under them: what they haven't loaded yet can no longer be loaded.
import { describeProcess, keeperOf, keyOf, pm2As } from '../../join/kept.ts';
import { makeFinding } from '../../join/make-finding.ts';
import { evidenceOf, messagesOf } from '../../join/messages.ts';
import type { Finding, Rule } from '../../model.ts';

const ID = 'process-stands-in-deleted-folder';

export const rule: Rule<'processes'> = {
  id: ID,
  role: 'cause',
  title: 'A process stands in a folder that was deleted',
  needs: ['processes'],
  judge: (facts) => {
    const daemons = facts.find('pm2.daemons') ?? [];
    const standing = facts
      .get('processes')
      .filter(({ isCwdDeleted, isNode, argv }) => isCwdDeleted && (isNode || /God Daemon/.test(argv.join(' '))));
    return standing.flatMap((one): Finding[] => {
      const daemon = daemons.find(({ daemonPid }) => daemonPid === one.pid);
      const isShell = one.argv.length <= 1 && !daemon;
      const keeper = daemon ? null : keeperOf(facts, one);
      if (isShell || (!daemon && keeper === null)) return [];
      const messages = messagesOf(facts, ['node-cwd-gone']);
      const as = daemon ? pm2As(daemon.user, daemon.home) : '';
      // What it starts elsewhere is well, but for versions that look at their own folder first.
      const isHarmless =
        daemon !== undefined &&
        messages.length === 0 &&
        daemon.apps.every(({ status }) => status === 'online' || status === 'stopped');
      return [
        makeFinding(ID, isHarmless ? 'smell' : 'cause', {
          about: [
            keyOf(one),
            ...(keeper ? [keeper.key] : []),
            ...(daemon?.apps ?? []).map(({ name }) => `pm2:${daemon?.user}/${name}` as const),
          ],
          says: daemon
            ? `PM2's daemon of ${daemon.user} stands in ${cwdOf(one.cwd)}, which was deleted: what it starts from there fails.`
            : `${keeper?.name} (pid ${one.pid}) stands in ${cwdOf(one.cwd)}, which was deleted: it serves from memory only.`,
          began: messages[0]?.firstAt ?? null,
          evidence: [
            { source: `/proc/${one.pid}/cwd`, text: `${one.cwd ?? ''} (deleted); ${describeProcess(one)}` },
            ...messages.slice(0, 1).map(evidenceOf),
          ],
          data: { pid: one.pid, start: one.start, cwd: one.cwd },
          remedy: daemon
            ? {
                says: 'Start the daemon anew from a folder that stays.',
                commands: ['cd /', `${as} update`],
                fix: 'restart-from-standing-folder',
              }
            : {
                says: 'Restart it where its release is.',
                commands: keeper?.commands.restart ?? [],
                fix: 'restart-from-standing-folder',
              },
        }),
      ];
    });
  },
};

const cwdOf = (cwd: string | null): string => (cwd ?? 'a folder').replace(/ \(deleted\)$/, '');
