// Finds programs that load with require() what has become an ES module.
import { appOf, within } from '../../join/apps.ts';
import { evidenceOf } from '../../join/messages.ts';
import { isOlder, readVersion } from '../../join/node-versions.ts';
import { nodeVersionOf } from '../../join/node-of.ts';
import { standingOf } from '../../join/standing.ts';
import type { Rule } from '../../model.ts';

/** Node loads ES modules with require() from these on (nodejs/node#55085, 20.19 and 22.12). */
const REQUIRES_ESM = { 20: [20, 19, 0], 22: [22, 12, 0] } as const;

export const rule: Rule<'messages'> = {
  id: 'module-is-esm-only',
  role: 'cause',
  title: 'The code requires a package that is an ES module only',
  needs: ['messages'],
  judge: (facts) =>
    facts.get('messages').flatMap((message) => {
      if (message.kind !== 'node-module-is-esm') return [];
      const standing = standingOf(facts, message);
      const app = appOf(facts, message.about);
      const { package: name, module = '', from } = message.data;
      const what = name ?? within(app, module);
      const version = nodeVersionOf(facts, message, standing);
      const isTooOld = version !== null && !canRequire(version);
      const hasAwait = /top-level await/.test(message.text);
      const who = standing.kept[0]?.name ?? app?.folder ?? 'The application';
      return [
        {
          rule: 'module-is-esm-only',
          role: 'cause' as const,
          about: standing.about,
          says: `${who} loads ${what} with require()${from ? ` in ${within(app, from)}` : ''}, but this version of it is an ES module${hasAwait ? ' with top-level await' : ''}${isTooOld ? `, which Node ${version} can't load that way` : ''}.`,
          began: standing.began,
          holdsNow: standing.holdsNow,
          strength: 'proof' as const,
          evidence: [evidenceOf(message), ...(version ? [{ source: 'node', text: `it runs on Node ${version}` }] : [])],
          against: [],
          data: { package: what, folder: app?.folder ?? null, node: version },
          remedy: {
            says: `Go back to the last major version of ${what} that is CommonJS, or use import() for it${isTooOld && !hasAwait ? '; Node 20.19, 22.12 and later load it as it is' : ''}. A range that is too wide, or an override, has let the new major in.`,
            commands: name ? [`npm ls ${name}`, `npm view ${name} versions --json`] : [],
            fix: null,
          },
        },
      ];
    }),
};

function canRequire(text: string): boolean {
  const version = readVersion(text);
  if (version === null) return true;
  const limit = version[0] <= 20 ? REQUIRES_ESM[20] : version[0] === 21 ? null : REQUIRES_ESM[22];
  return limit !== null && !isOlder(version, [...limit]);
}
