// Finds programs that could not watch files because the inotify watches, or instances, of their user are used up.
// The error of the first is ENOSPC and that of the second EMFILE: no disk is full, and no file too many is open.
import { evidenceOf, firstOf, isWithin, lastOf, MINUTE_MS, newestFirst } from '../../join/messages.ts';
import { keptFor, standingOf } from '../../join/standing.ts';
import type { Facts, FactId, Rule } from '../../model.ts';

export const rule: Rule<'messages' | 'host.limits'> = {
  id: 'inotify-watches-exhausted',
  role: 'cause',
  title: 'No file watch is left (ENOSPC that is no full disk)',
  needs: ['messages', 'host.limits'],
  judge: (facts) => {
    const messages = newestFirst(facts.get('messages').filter(({ kind }) => kind === 'node-watchers-exhausted'));
    const [message] = messages;
    if (!message) return [];
    const standing = standingOf(facts, message);
    const what = message.text.includes('EMFILE') ? 'instances' : 'watches';
    const { inotifyWatchesMax, inotifyInstancesMax } = facts.get('host.limits');
    const limit = what === 'watches' ? inotifyWatchesMax : inotifyInstancesMax;
    const setting = `fs.inotify.max_user_${what}`;
    const [most, ...others] = takersOf(facts, what, keptFor(facts, message)[0]?.user ?? null);
    const mostly = most ? `, ${most.count} of them by ${most.name}` : '';
    return [
      {
        rule: 'inotify-watches-exhausted',
        role: 'cause',
        about: standing.about.length > 0 ? standing.about : ['host:here'],
        says: `${standing.kept[0]?.name ?? 'A program'} could not watch ${message.data['path'] ?? 'a file'}: the ${limit ?? ''} inotify ${what} of its user are used up${mostly}. No disk is full.`,
        began: firstOf(messages),
        holdsNow: standing.holdsNow && isWithin(lastOf(messages), facts.takenAt, 10 * MINUTE_MS),
        strength: 'proof',
        evidence: [
          evidenceOf(message),
          { source: '/proc/sys/fs/inotify', text: `max_user_${what} ${limit ?? '?'}` },
          ...[most, ...others]
            .slice(0, 2)
            .flatMap((one) => (one ? [{ source: '/proc', text: `${one.name}: ${one.count} ${what}` }] : [])),
        ],
        against: [],
        data: { limit, what, used: most?.count ?? null, by: most?.name ?? null },
        remedy: {
          says: 'Turn watching off in production (PM2: watch: false; no --watch, no nest start). Only if somebody must watch: raise the limit.',
          commands: [
            `sysctl ${setting}`,
            `echo '${setting}=${what === 'watches' ? 524_288 : 1024}' > /etc/sysctl.d/60-inotify.conf && sysctl --system`,
          ],
          fix: 'raise-inotify-watches',
        },
      },
    ];
  },
};

interface Taker {
  name: string;
  count: number;
}

/** The limit is each user's own: equal programs of that user are counted together. */
function takersOf(facts: Facts<FactId>, what: 'watches' | 'instances', user: string | null): Taker[] {
  const mine = (facts.find('processes') ?? []).filter((process) => user === null || process.user === user);
  const groups = Map.groupBy(mine, ({ user: of, comm }) => `${comm} of ${of}`);
  const takers = [...groups].map(([program, processes]) => ({
    name: processes.length === 1 ? `${program} (pid ${processes[0]?.pid})` : `${processes.length} × ${program}`,
    count: processes.reduce(
      (sum, one) => sum + ((what === 'watches' ? one.inotifyWatches : one.inotifyInstances) ?? 0),
      0,
    ),
  }));
  return takers.filter(({ count }) => count > 0).toSorted((a, b) => b.count - a.count);
}
