// Finds applications that run on an older Node than package.json or .nvmrc asks for.
import type { AppFact } from '../../facts/app-facts.ts';
import type { Message } from '../../facts/message-facts.ts';
import { keptOf, type Kept } from '../../join/kept.ts';
import { evidenceOf, messagesOf } from '../../join/messages.ts';
import { nodeVersionOf } from '../../join/node-of.ts';
import { isOlder, lowestOf, readVersion } from '../../join/node-versions.ts';
import { standingOf } from '../../join/standing.ts';
import type { EntityKey, FactId, Facts, Finding, Rule } from '../../model.ts';

export const rule: Rule<'apps'> = {
  id: 'node-older-than-engines',
  role: 'cause',
  title: 'Node is older than the application asks for',
  needs: ['apps'],
  judge: (facts) =>
    facts.get('apps').flatMap((app): Finding[] => {
      const asked = askedBy(app);
      if (asked === null) return [];
      const kept = keptOf(facts).filter(
        ({ key, folder }) =>
          app.startedBy?.includes(key) || (folder !== null && [app.folder, ...app.linkedFrom].includes(folder)),
      );
      const keys: EntityKey[] =
        kept.length > 0 ? kept.map(({ key }) => key) : [`app:${app.folder}`, ...(app.startedBy ?? [])];
      const version = nodeVersionOf(facts, { about: keys }, { kept }) ?? bareVersion(facts, app);
      const have = version === null ? null : readVersion(version);
      if (version === null || have === null || !isOlder(have, asked.lowest)) return [];
      const felt = feltBy(facts, keys);
      return [
        {
          rule: 'node-older-than-engines',
          role: felt ? 'cause' : 'smell',
          about: keys,
          says: `${namesOf(kept) ?? app.folder} runs on Node ${version}, and ${asked.source} asks for ${asked.text}.`,
          began: null,
          holdsNow: true,
          strength: felt ? 'strong' : 'weak',
          evidence: [
            { source: asked.source, text: asked.text, file: `${app.folder}/${asked.source}` },
            { source: 'node', text: `it runs on Node ${version}` },
            ...(felt ? [evidenceOf(felt)] : []),
          ],
          against: [],
          data: { folder: app.folder, node: version, asked: asked.text },
          remedy: {
            says: `Run it with Node ${asked.lowest[0]} or later: the keeper's own path to node counts, not the shell's. Then rebuild native addons.`,
            commands: ['node --version', ...(kept[0]?.commands.look.slice(0, 1) ?? [])],
            fix: null,
          },
        },
      ];
    }),
};

function askedBy({
  engines,
  nvmrc,
}: AppFact): { text: string; source: string; lowest: [number, number, number] } | null {
  for (const [text, source] of [
    [engines, 'package.json'],
    [nvmrc, '.nvmrc'],
  ] as const) {
    const lowest = text === null ? null : lowestOf(text);
    if (text !== null && lowest !== null) return { text, source, lowest };
  }
  return null;
}

const namesOf = (kept: Kept[]): string | null => (kept.length > 0 ? kept.map(({ name }) => name).join(' and ') : null);

const bareVersion = (facts: Facts<FactId>, { startedBy }: AppFact): string | null =>
  facts
    .find('processes')
    ?.find((one) => startedBy?.includes(`process:${one.pid}@${one.start}`) && one.nodeVersion)
    ?.nodeVersion?.replace(/^v/, '') ?? null;

/** What an older Node prints at newer code. */
function feltBy(facts: Facts<FactId>, keys: EntityKey[]): Message | null {
  const signs = messagesOf(
    facts,
    ['node-syntax-error', 'node-module-is-esm', 'node-module-missing', 'node-uncaught', 'node-bad-option'],
    ({ kind, data, about }) =>
      about.some((key) => keys.includes(key)) &&
      (kind === 'node-module-missing'
        ? data['asked'] === 'builtin'
        : kind === 'node-uncaught'
          ? /is not a function|is not defined|ERR_UNKNOWN_BUILTIN|is not a constructor/.test(
              `${data['message']} ${data['code']}`,
            )
          : true),
  );
  return signs.find((message) => standingOf(facts, message).holdsNow) ?? null;
}
