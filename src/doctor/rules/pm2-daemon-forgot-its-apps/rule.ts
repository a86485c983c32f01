// Finds applications that PM2's daemon kept until it ended, and that the daemon which runs now was never told of.
import { pm2As } from '../../join/kept.ts';
import { makeFinding, told } from '../../join/make-finding.ts';
import { evidenceOf, lastOf, messagesOf, msBetween } from '../../join/messages.ts';
import { upstreamStates } from '../../join/upstream-states.ts';
import type { EntityKey, Finding, Rule } from '../../model.ts';

const ID = 'pm2-daemon-forgot-its-apps';
/** The first lines of a daemon are a little older than what asked for it. */
const STARTING_MS = 5000;

export const rule: Rule<'pm2.daemons' | 'messages'> = {
  id: ID,
  role: 'cause',
  title: "PM2's daemon ended, and the one that runs now has not all of its applications",
  needs: ['pm2.daemons', 'messages'],
  judge: (facts) =>
    facts.get('pm2.daemons').flatMap((daemon): Finding[] => {
      const { user, home, apps, dumped, daemonStartedAt } = daemon;
      if (daemonStartedAt === null || daemon.problem !== null) return [];
      const prefix: `pm2:${string}` = `pm2:${user}/`;
      const kept = new Set(apps.map(({ name }) => name));
      const online = messagesOf(facts, ['pm2-online'], ({ about }) => about.some((key) => key.startsWith(prefix)));
      const forgotten = online.filter((message) => {
        const name = message.data['app'] ?? '';
        const wasStopped = messagesOf(
          facts,
          ['pm2-stopping'],
          ({ about, lastAt }) =>
            about.includes(`${prefix}${name}` as EntityKey) && (lastAt ?? '') >= (message.lastAt ?? ''),
        );
        const isBefore = (msBetween(message.lastAt, daemonStartedAt) ?? -1) > -STARTING_MS;
        return !kept.has(name) && isBefore && wasStopped.length === 0;
      });
      const names = [...new Set(forgotten.map(({ data }) => data['app'] ?? ''))];
      if (names.length === 0) return [];
      // Nobody else is meant to be there: it is what nginx misses.
      const missing = upstreamStates(facts).filter(
        ({ isListening, expected, isFastcgi }) => isListening === false && expected.length === 0 && !isFastcgi,
      );
      const as = pm2As(user, home);
      const isSaved = names.every((name) => dumped.includes(name));
      return [
        makeFinding(ID, missing.length > 0 ? 'cause' : 'smell', {
          about: [...names.map((name): EntityKey => `pm2:${user}/${name}`), ...missing.map(({ key }) => key)],
          says: `PM2's daemon of ${user} ended without a word and was started anew ${daemonStartedAt.slice(0, 16).replace('T', ' ')} UTC; ${names.join(', ')}, which it kept before, ${names.length === 1 ? 'is' : 'are'} not in its list.`,
          began: daemonStartedAt,
          strength: 'strong',
          evidence: [
            ...forgotten.slice(0, 2).map(evidenceOf),
            told(
              `pid ${daemon.daemonPid}`,
              `the daemon that runs now began ${daemonStartedAt}, with ${[...kept].join(', ') || 'nothing'}; saved: ${dumped.join(', ') || 'nothing'}`,
            ),
          ],
          data: { home, user, apps: names.join(' '), lastOnline: lastOf(forgotten) },
          remedy: {
            says: `${isSaved ? 'Bring the saved list back' : 'Start it again, and save the list'}; a daemon that ends takes its list with it. It was most likely killed: see the kernel's log for its pid.`,
            commands: [
              ...(isSaved ? [`${as} resurrect`] : []),
              `${as} save`,
              `pm2 startup systemd -u ${user} --hp ${home.replace(/\/\.pm2$/, '')}`,
            ],
          },
        }),
      ];
    }),
};
