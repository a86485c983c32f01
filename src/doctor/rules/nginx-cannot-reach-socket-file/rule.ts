// Finds unix sockets that nginx's user may not connect to, and the component of the path that refuses it.
import { unixPathOf } from '../../join/addresses.ts';
import { evidenceOf, firstOf, messagesOf, newestFirst } from '../../join/messages.ts';
import { siteKey, upstreamStates } from '../../join/upstream-states.ts';
import type { PathComponent } from '../../facts/nginx-facts.ts';
import type { Remedy, Rule } from '../../model.ts';

export const rule: Rule<'nginx.config' | 'nginx.sockets'> = {
  id: 'nginx-cannot-reach-socket-file',
  role: 'cause',
  title: 'nginx may not connect to the application’s socket',
  needs: ['nginx.config', 'nginx.sockets'],
  judge: (facts) =>
    facts.get('nginx.sockets').flatMap(({ path, user, isAllowed, refusedAt }) => {
      const state = upstreamStates(facts).find((one) => one.key === `socket:${path}`);
      if (isAllowed !== false || !refusedAt || !state) return [];
      const messages = newestFirst(
        messagesOf(
          facts,
          ['nginx-connect-denied'],
          ({ data }) => data['upstream'] !== undefined && unixPathOf(data['upstream']) === path,
        ),
      );
      const isSocket = refusedAt.path === path;
      const { owner, group, mode } = refusedAt;
      const [target] = state.targets;
      const place = target?.place ?? { file: '', line: 0 };
      return [
        {
          rule: 'nginx-cannot-reach-socket-file',
          role: 'cause',
          about: [state.key, ...siteKey(state)],
          says: `nginx runs as ${user} and may not ${isSocket ? 'connect to' : 'pass through'} ${refusedAt.path} (${owner}:${group} ${mode}), so it can't reach ${isSocket ? 'it' : path} for ${target?.site}.`,
          began: firstOf(messages),
          holdsNow: true,
          strength: 'proof',
          evidence: [
            {
              source: 'path',
              text: `${refusedAt.path} is ${owner}:${group} ${mode}; ${user} needs ${isSocket ? 'to write to it' : 'x on it'}`,
            },
            ...messages.slice(0, 1).map(evidenceOf),
            {
              source: 'nginx configuration',
              text: `${target?.site} ${target?.location.match} → ${state.address}`,
              file: place.file,
              line: place.line,
            },
          ],
          against: [],
          data: { path, user, component: refusedAt.path, owner, group, mode, isSocket, site: target?.site ?? null },
          remedy: remedyFor(path, user, refusedAt, isSocket),
        },
      ];
    }),
};

function remedyFor(path: string, user: string, { path: at, group }: PathComponent, isSocket: boolean): Remedy {
  if (isSocket) {
    return {
      says: `Give the socket to a group that ${user} is in, and have the application make it so at every start (UMask=0007 and Group=${user} in its unit).`,
      commands: [`chgrp ${user} ${at}`, `chmod g+rw ${at}`],
      fix: 'let-nginx-reach-socket',
    };
  }
  const isPrivate = group === 'root';
  return {
    says: `Keep the socket in a folder that is made for it, such as /run/${folderName(path)} (RuntimeDirectory= in the unit), or let ${user} pass through ${at}; the socket's own mode has nothing to do with it.`,
    commands: isPrivate
      ? [`setfacl -m u:${user}:x ${at}`]
      : [`usermod -aG ${group} ${user} && systemctl restart nginx`, `namei -l ${path}`],
    fix: 'let-nginx-reach-socket',
  };
}

const folderName = (path: string): string => (path.split('/').at(-1) ?? 'app').replace(/\.sock$/, '');
