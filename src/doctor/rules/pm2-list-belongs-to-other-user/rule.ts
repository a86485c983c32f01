// Finds PM2 homes whose daemon runs as somebody else than the folder's owner, who then sees an empty list or EACCES.
import { makeFinding, told } from '../../join/make-finding.ts';
import { evidenceOf, messagesOf } from '../../join/messages.ts';
import type { Finding, Rule } from '../../model.ts';

const ID = 'pm2-list-belongs-to-other-user';

export const rule: Rule<'pm2.daemons'> = {
  id: ID,
  role: 'smell',
  title: 'A PM2 daemon runs as another user than the owner of its home',
  needs: ['pm2.daemons'],
  judge: (facts) =>
    facts.get('pm2.daemons').flatMap(({ home, homeOwner, user, daemonPid, apps }): Finding[] => {
      const isOfHome = home.startsWith('/home/') && home.split('/')[2] !== user;
      const owner = isOfHome ? (home.split('/')[2] ?? homeOwner) : homeOwner;
      if (daemonPid === null || owner === '?' || owner === user) return [];
      const messages = messagesOf(
        facts,
        ['pm2-permission-denied'],
        ({ data }) => data['path']?.startsWith(home) ?? false,
      );
      return [
        makeFinding(ID, 'smell', {
          about: [`user:${owner}`, ...apps.map(({ name }) => `pm2:${user}/${name}` as const)],
          says: `The PM2 of ${home} runs as ${user}, not as ${owner}, and ${new Set(apps.map(({ name }) => name)).size === 1 ? 'its application' : 'all its applications'} with it${messages.length > 0 ? `; \`pm2\` of ${owner} is refused` : ''}.`,
          evidence: [
            told(`pid ${daemonPid}`, `God Daemon (${home}) of ${user}`),
            ...messages.slice(0, 1).map(evidenceOf),
          ],
          data: { home, user, owner },
          remedy: {
            says: `Don't follow the chown that PM2 prints: the applications would go on as ${user}. End this daemon and start it as ${owner}.`,
            commands: [
              `PM2_HOME=${home} pm2 kill`,
              `chown -R ${owner}: ${home}`,
              `sudo -u ${owner} PM2_HOME=${home} pm2 resurrect`,
            ],
          },
        }),
      ];
    }),
};
