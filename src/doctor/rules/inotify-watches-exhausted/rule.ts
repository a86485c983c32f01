// Finds programs that could not watch files because the user's inotify watches are used up. The error says ENOSPC: no disk is full.
import { keyOf } from '../../join/kept.ts';
import { evidenceOf, isWithin, lastOf, firstOf, MINUTE_MS } from '../../join/messages.ts';
import { standingOf } from '../../join/standing.ts';
import type { Evidence, Facts, FactId, Finding, Rule } from '../../model.ts';

export const rule: Rule<'messages' | 'host.limits'> = {
  id: 'inotify-watches-exhausted',
  role: 'cause',
  title: 'No file watch is left (ENOSPC that is no full disk)',
  needs: ['messages', 'host.limits'],
  judge: (facts) => {
    const messages = facts.get('messages').filter(({ kind }) => kind === 'node-watchers-exhausted');
    const [message] = messages.toSorted((a, b) => ((a.lastAt ?? '') < (b.lastAt ?? '') ? 1 : -1));
    if (!message) return [];
    const limit = facts.get('host.limits').inotifyWatchesMax;
    const users = watchersOf(facts);
    const standing = standingOf(facts, message);
    const isFew = message.text.includes('EMFILE');
    const most = users[0];
    const finding: Finding = {
      rule: 'inotify-watches-exhausted',
      role: 'cause',
      about: [...new Set([...standing.about, ...users.slice(0, 1).map(({ key }) => key)])],
      says: isFew
        ? `A program could not watch files: its user has used up its ${facts.get('host.limits').inotifyInstancesMax ?? ''} inotify instances.`
        : `A program could not watch ${message.data['path'] ?? 'a file'}: its user's ${limit ?? ''} file watches are used up${most ? `, ${most.watches} of them by ${most.name}` : ''}. No disk is full.`,
      began: firstOf(messages),
      holdsNow: standing.holdsNow || isWithin(lastOf(messages), facts.takenAt, 10 * MINUTE_MS),
      strength: 'proof',
      evidence: [
        evidenceOf(message),
        { source: '/proc/sys/fs/inotify', text: `max_user_watches ${limit ?? '?'}` },
        ...users
          .slice(0, 2)
          .map(({ name, watches }): Evidence => ({ source: '/proc', text: `${name} watches ${watches} files` })),
      ],
      against: [],
      data: { limit, used: most?.watches ?? null, by: most?.name ?? null },
      remedy: {
        says: 'Turn watching off in production (PM2: watch: false; no --watch, no nest start). Only if somebody must watch: raise the limit.',
        commands: [
          'sysctl fs.inotify.max_user_watches',
          "echo 'fs.inotify.max_user_watches=524288' > /etc/sysctl.d/60-inotify.conf && sysctl --system",
        ],
        fix: 'raise-inotify-watches',
      },
    };
    return [finding];
  },
};

function watchersOf(facts: Facts<FactId>) {
  return (facts.find('processes') ?? [])
    .flatMap((process) =>
      process.inotifyWatches
        ? [
            {
              key: keyOf(process),
              name: `pid ${process.pid} (${process.argv.join(' ').slice(0, 60) || process.comm})`,
              watches: process.inotifyWatches,
            },
          ]
        : [],
    )
    .toSorted((a, b) => b.watches - a.watches);
}
