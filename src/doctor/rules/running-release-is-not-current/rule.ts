// Finds processes that still run an earlier release although `current` leads to another one.
import { isSameApp, releaseOf } from '../../join/app-root.ts';
import { describeProcess, keeperOf, keyOf } from '../../join/kept.ts';
import { makeFinding } from '../../join/make-finding.ts';
import { MINUTE_MS, msBetween } from '../../join/messages.ts';
import { restartFromLink } from '../../join/restart-from-link.ts';
import { portConflicts } from '../../join/port-conflicts.ts';
import type { Finding, Rule } from '../../model.ts';

const ID = 'running-release-is-not-current';
/** A switch and the restart that follows it are one step; nobody is late yet. */
const SWITCHING_MS = 2 * MINUTE_MS;

export const rule: Rule<'processes' | 'app.releases'> = {
  id: ID,
  role: 'cause',
  title: 'An earlier release is still running',
  needs: ['processes', 'app.releases'],
  judge: (facts) => {
    const orphans = new Set(portConflicts(facts).map(({ holder }) => holder.pid));
    return facts.get('app.releases').flatMap(({ link, target, linkedAt }): Finding[] => {
      const since = msBetween(linkedAt, facts.takenAt);
      if (target === null || since === null || since < SWITCHING_MS) return [];
      const stale = facts.get('processes').filter((one) => {
        const release = one.cwd === null ? null : releaseOf(one.cwd);
        return (
          one.isNode &&
          // PM2's daemon stands where it was first called; what counts is where its applications do.
          !/God Daemon/.test(one.argv.join(' ')) &&
          !one.isCwdDeleted &&
          release !== null &&
          release !== releaseOf(target) &&
          isSameApp(one.cwd, target) &&
          !orphans.has(one.pid)
        );
      });
      // What was started from it after the switch was started from it on purpose, or by a path that never changes.
      const [first] = stale;
      if (!first) return [];
      const keeper = keeperOf(facts, first);
      const isPinned = keeper?.folder != null && releaseOf(keeper.folder) !== null && first.startedAt > linkedAt;
      return [
        makeFinding(ID, 'cause', {
          about: [...(keeper ? [keeper.key] : []), ...stale.map(keyOf), `file:${link}`],
          says: `${keeper?.name ?? `pid ${first.pid}`} still runs release ${releaseOf(first.cwd ?? '')}; ${link} has led to ${releaseOf(target) ?? target} since ${linkedAt.slice(0, 16).replace('T', ' ')}.`,
          began: linkedAt,
          strength: isPinned ? 'strong' : 'proof',
          evidence: [
            ...stale.slice(0, 3).map((one) => ({ source: '/proc', text: describeProcess(one) })),
            { source: link, text: `→ ${target}, set ${linkedAt}` },
            ...(isPinned
              ? [
                  {
                    source: keeper?.key ?? '',
                    text: `it starts from ${keeper?.folder}, a path with the release in it: a restart changes nothing`,
                  },
                ]
              : []),
          ],
          data: { link, target, running: first.cwd, keeper: keeper?.key ?? null, pinned: isPinned },
          remedy:
            keeper?.kind === 'pm2' || isPinned
              ? {
                  says: `It keeps the path that ${link} had when it was set up. Delete it there and start it again from ${link}, not from inside it.`,
                  commands: keeper === null ? [] : restartFromLink(facts, keeper),
                  fix: keeper?.kind === 'pm2' ? 'restart-on-current-release' : null,
                }
              : {
                  says: 'Restart it: it then starts where the link leads.',
                  commands: keeper?.commands.restart ?? [],
                  fix: keeper === null ? null : 'restart-on-current-release',
                },
        }),
      ];
    });
  },
};
