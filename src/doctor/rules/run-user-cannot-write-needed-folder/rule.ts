// Finds programs that may not write where their log says that they try to, and the folder that refuses.
import { evidenceOf, firstOf, messagesOf } from '../../join/messages.ts';
import { ownerOf, refusalsOf, whoOf } from '../../join/refusals.ts';
import { standingOf } from '../../join/standing.ts';
import type { Finding, Rule } from '../../model.ts';

export const rule: Rule<'app.access' | 'messages'> = {
  id: 'run-user-cannot-write-needed-folder',
  role: 'cause',
  title: 'A program may not write where it needs to',
  needs: ['app.access', 'messages'],
  judge: (facts) => [
    ...refusalsOf(facts, ['write'], ({ isInLog }) => isInLog === true).flatMap((refusal): Finding[] => {
      const { user, at, first, messages, about, folder, kept } = refusal;
      const [message] = messages;
      // A log file has a rule of its own.
      if (!message || isLogFile(first.path, at.path)) return [];
      const isNew = at.path !== first.path;
      return [
        {
          rule: 'run-user-cannot-write-needed-folder',
          role: 'cause',
          about,
          says: `${whoOf(refusal)} runs as ${user}, who may not write ${isNew ? `in ${at.path}` : at.path} (${ownerOf(refusal)}), and it tries to (${message.data['syscall'] ?? 'open'} ${first.path}).`,
          began: firstOf(messages),
          holdsNow: true,
          strength: first.isAsked ? 'proof' : 'strong',
          evidence: [evidenceOf(message), { source: 'path', text: `${at.path} is ${ownerOf(refusal)}` }],
          against: [],
          data: { user, path: first.path, component: at.path, owner: at.owner, group: at.group, mode: at.mode, folder },
          remedy: {
            says: `Give ${user} this one folder to write, and leave the code to its owner.`,
            commands: [`chown ${user}: ${at.path}`, ...(kept[0]?.isUp === true ? [] : (kept[0]?.commands.start ?? []))],
            fix: 'chown-path-to-run-user',
          },
        },
      ];
    }),
    ...readOnly(facts),
  ],
};

const isLogFile = (path: string, at: string): boolean => path === at && /log/i.test(path);

/** A mount, or the unit's own fence (ProtectSystem=), allows no writing, whoever owns the folder. */
function readOnly(facts: Parameters<typeof rule.judge>[0]): Finding[] {
  return messagesOf(facts, ['node-permission-denied'], ({ data }) => data['code'] === 'EROFS').map(
    (message): Finding => {
      const standing = standingOf(facts, message);
      const path = message.data['path'] ?? '';
      const who = standing.kept[0]?.name ?? 'A program';
      const isUnit = standing.kept[0]?.kind === 'unit';
      const disk = (facts.find('host.disks') ?? []).find(
        ({ mount, isReadOnly }) => isReadOnly && path.startsWith(mount === '/' ? '/' : `${mount}/`),
      );
      return {
        rule: 'run-user-cannot-write-needed-folder',
        role: 'cause',
        about: standing.about,
        says: `${who} can't write ${path}: for it that is a read-only file system${disk ? ` (${disk.mount})` : isUnit ? ' (ProtectSystem= or ReadOnlyPaths= of its unit)' : ''}.`,
        began: message.firstAt,
        holdsNow: standing.holdsNow,
        strength: 'strong',
        evidence: [evidenceOf(message)],
        against: [],
        data: { user: null, path, component: path, owner: null, group: null, mode: null, folder: null },
        remedy: isUnit
          ? {
              says: 'Name the folder in ReadWritePaths= of the unit, or use StateDirectory=, LogsDirectory=.',
              commands: [`systemctl show ${standing.kept[0]?.name} -p ProtectSystem,ReadWritePaths,ReadOnlyPaths`],
              fix: null,
            }
          : {
              says: 'See why it is mounted read-only: an error of the disk makes it so, too.',
              commands: ['findmnt', 'dmesg --level=err | tail'],
              fix: null,
            },
      };
    },
  );
}
