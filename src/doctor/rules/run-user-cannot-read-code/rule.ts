// Finds programs that may not read their own code as the user they run as, and the component of the path that refuses.
import { evidenceOf, firstOf } from '../../join/messages.ts';
import { ownerOf, type Refusal, refusalsOf, whoOf } from '../../join/refusals.ts';
import type { Finding, Remedy, Rule } from '../../model.ts';

export const rule: Rule<'app.access'> = {
  id: 'run-user-cannot-read-code',
  role: 'cause',
  title: 'A program may not read its own code',
  needs: ['app.access'],
  judge: (facts) =>
    refusalsOf(facts, ['read', 'traverse', 'execute'], ({ path }) => !/\/\.env[^/]*$/.test(path)).flatMap(
      (refusal): Finding[] => {
        if (!refusal.isFelt) return [];
        const { user, at, first, messages, folder, about } = refusal;
        const isOnWay = at.path !== first.path;
        return [
          {
            rule: 'run-user-cannot-read-code',
            role: 'cause',
            about,
            says: `${whoOf(refusal)} runs as ${user}, who may not ${isOnWay ? `pass through ${at.path}` : `${first.wants === 'read' ? 'read' : 'enter'} ${at.path}`} (${ownerOf(refusal)})${isOnWay ? ` to reach ${first.path}` : ''}.`,
            began: firstOf(messages),
            holdsNow: true,
            strength: first.isAsked ? 'proof' : 'strong',
            evidence: [
              {
                source: 'path',
                text: `${at.path} is ${ownerOf(refusal)}; ${user} needs ${isOnWay || first.wants === 'traverse' ? 'x' : 'r'} on it`,
              },
              ...messages.slice(0, 1).map(evidenceOf),
              ...(first.isAsked ? [{ source: 'the kernel', text: `asked as ${user}: ${first.path} is refused` }] : []),
            ],
            against: [],
            data: {
              user,
              path: first.path,
              component: at.path,
              owner: at.owner,
              group: at.group,
              mode: at.mode,
              folder,
              isOnWay,
            },
            remedy: remedyFor(refusal, isOnWay),
          },
        ];
      },
    ),
};

function remedyFor({ user, at, folder, kept }: Refusal, isOnWay: boolean): Remedy {
  const start = kept[0]?.commands.start ?? [];
  const isAbove = folder !== null && !`${at.path}/`.startsWith(`${folder}/`);
  if (isAbove) {
    const isHome = /^\/home\/[^/]+$|^\/root$/.test(at.path);
    return {
      says: `Let ${user} pass through ${at.path}${isHome ? ', or keep the application outside of a home, for example in /srv' : ''}; what lies below keeps its own modes.`,
      commands: [`setfacl -m u:${user}:x ${at.path}`, `namei -l ${folder}`, ...start],
      fix: 'let-run-user-pass-through',
    };
  }
  return {
    says: `Give it to ${user}'s group to read; the deploying user stays its owner.`,
    commands: [
      `chgrp -R ${user} ${isOnWay ? at.path : (folder ?? at.path)}`,
      `chmod -R g+rX ${isOnWay ? at.path : (folder ?? at.path)}`,
      ...start,
    ],
    fix: 'let-run-user-read-tree',
  };
}
