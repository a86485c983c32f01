// Finds applications of which a part belongs to another user than they run as, where that keeps them from working.
import type { AppFact } from '../../facts/app-facts.ts';
import { evidenceOf, firstOf } from '../../join/messages.ts';
import { ownerOf, type Refusal, refusalsOf, whoOf } from '../../join/refusals.ts';
import type { EntityKey, Finding, Rule } from '../../model.ts';

export const rule: Rule<'apps' | 'app.access'> = {
  id: 'tree-owned-by-another-user',
  role: 'cause',
  title: 'Files of an application belong to another user than it runs as',
  needs: ['apps', 'app.access'],
  judge: (facts) => {
    const refusals = refusalsOf(
      facts,
      ['read', 'traverse', 'execute', 'write'],
      ({ wants, isInLog }) => wants !== 'write' || isInLog === true,
    );
    return facts.get('apps').flatMap((app): Finding[] => {
      const mine = refusals.filter(
        (one) =>
          one.isFelt &&
          one.folder === app.folder &&
          one.at.owner !== one.user &&
          `${one.at.path}/`.startsWith(`${app.folder}/`),
      );
      const [first] = mine;
      const foreign = first && app.owners.find(({ user }) => user === first.at.owner);
      // Code that belongs to a deploying user, and is there for all to read, is as it should be: something must be refused.
      if (!first || !foreign || !isDrift(app, first)) return [];
      // One file of settings, or one log, is told by its own rule.
      if (mine.every(isSingleFile) && foreign.files < MANY) return [];
      const total = app.owners.reduce((sum, { files }) => sum + files, 0);
      const own = app.owners.find(({ user }) => user === first.user)?.files ?? 0;
      const about: EntityKey[] = [...new Set(mine.flatMap((one) => one.about))];
      return [
        {
          rule: 'tree-owned-by-another-user',
          role: 'cause',
          about,
          says: `${whoOf(first)} runs as ${first.user}, and ${own === 0 ? 'everything' : `${foreign.files} of ${total} files and folders`} that ${own === 0 ? 'was' : 'were'} looked at in ${app.folder} ${own === 0 ? 'belongs' : 'belong'} to ${foreign.user}, such as ${first.at.path} (${ownerOf(first)}).`,
          began: firstOf(mine.flatMap(({ messages }) => messages)),
          holdsNow: true,
          strength: 'strong',
          evidence: [
            {
              source: app.folder,
              text: app.owners.map(({ user, group, files }) => `${files} of ${user}:${group}`).join(', '),
            },
            {
              source: 'path',
              text: `${first.at.path} is ${ownerOf(first)}; ${first.user} may not ${first.first.wants} it`,
            },
            ...mine
              .flatMap(({ messages }) => messages)
              .slice(0, 1)
              .map(evidenceOf),
          ],
          against: [],
          data: {
            folder: app.folder,
            user: first.user,
            owner: foreign.user,
            files: foreign.files,
            total,
            component: first.at.path,
          },
          remedy: {
            says: `Give the tree to ${first.user} again, and let every deploy end with that: a git pull, npm ci or build as ${foreign.user} leaves its files behind.`,
            commands: [
              `chown -R ${first.user}: ${app.folder}`,
              ...(first.kept[0]?.isUp === true ? [] : (first.kept[0]?.commands.start ?? [])),
            ],
            fix: 'chown-tree-to-run-user',
          },
        },
      ];
    });
  },
};

const MANY = 10;

const isSingleFile = ({ at, first }: Refusal): boolean =>
  at.path === first.path && /\/\.env[^/]*$|\.(?:log|txt|out|err)$/.test(at.path);

/** Some of it belongs to the run user, or all of it to root: nobody sets that up on purpose and then shuts the door. */
const isDrift = ({ owners }: AppFact, { user, at }: Refusal): boolean =>
  owners.some((one) => one.user === user) || at.owner === 'root';
