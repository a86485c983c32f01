// Finds log files that their program may not write to, because another user (root, by cron or sudo) has made them.
import { evidenceOf, firstOf } from '../../join/messages.ts';
import { ownerOf, refusalsOf, whoOf } from '../../join/refusals.ts';
import type { Finding, Rule } from '../../model.ts';

export const rule: Rule<'app.access' | 'messages'> = {
  id: 'log-file-owned-by-another-user',
  role: 'cause',
  title: 'A log file belongs to another user than writes it',
  needs: ['app.access', 'messages'],
  judge: (facts) =>
    refusalsOf(facts, ['write'], ({ path, refusedAt }) => path === refusedAt.path && /log/i.test(path)).flatMap(
      (refusal): Finding[] => {
        const { user, at, first, messages, about, folder, kept } = refusal;
        const isFile = !(facts.find('app.access') ?? []).some((other) => other.path.startsWith(`${at.path}/`));
        const isFelt = messages.length > 0;
        if (!isFile || at.owner === user || (!isFelt && !/\.log|-out|-err|\.txt/.test(at.path))) return [];
        return [
          {
            rule: 'log-file-owned-by-another-user',
            role: isFelt ? 'cause' : 'smell',
            about,
            says: isFelt
              ? `${whoOf(refusal)} runs as ${user} and may not write its log ${at.path}, which belongs to ${ownerOf(refusal)}.`
              : `${at.path} belongs to ${at.owner}, and ${whoOf(refusal)}, which runs as ${user}, could not write to it.`,
            began: firstOf(messages),
            holdsNow: true,
            strength: isFelt ? (first.isAsked ? 'proof' : 'strong') : 'weak',
            evidence: [
              ...messages.slice(0, 1).map(evidenceOf),
              { source: 'path', text: `${at.path} is ${ownerOf(refusal)}` },
            ],
            against: [],
            data: { user, path: at.path, owner: at.owner, group: at.group, mode: at.mode, folder },
            remedy: {
              says: `Give the file to ${user}. Something ran as ${at.owner} and made it (cron, sudo, logrotate without "create 0640 ${user} ${user}"): let that run as ${user} too, or it comes back with the next file.`,
              commands: [
                `chown ${user}: ${at.path}`,
                `grep -rn "${folder ?? at.path}" /etc/cron* /var/spool/cron /etc/logrotate.d`,
                ...(kept[0]?.isUp === true ? [] : (kept[0]?.commands.start ?? [])),
              ],
              fix: 'chown-path-to-run-user',
            },
          },
        ];
      },
    ),
};
