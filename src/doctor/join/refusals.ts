// Puts together what programs may not use, where the first refusal stands, and whether anybody suffers from it.
import type { AccessFact, AppFact } from '../facts/app-facts.ts';
import type { Message } from '../facts/message-facts.ts';
import type { EntityKey, FactId, Facts } from '../model.ts';
import { type Kept, keptOf } from './kept.ts';
import { messagesOf, newestFirst } from './messages.ts';
import { isIll } from './missed.ts';

export type Refused = AccessFact & { refusedAt: NonNullable<AccessFact['refusedAt']> };

export interface Refusal {
  user: string;
  /** The component of the path that refuses: all that it keeps away is one refusal. */
  at: Refused['refusedAt'];
  first: Refused;
  all: Refused[];
  app: AppFact | null;
  folder: string | null;
  about: EntityKey[];
  kept: Kept[];
  /** Newest first: lines that say so. */
  messages: Message[];
  /** Somebody suffers now: a program does not come up, or its log says so and it is still so. */
  isFelt: boolean;
}

export function refusalsOf(
  facts: Facts<FactId>,
  wants: readonly AccessFact['wants'][],
  fits: (fact: Refused) => boolean = () => true,
): Refusal[] {
  const refused = (facts.find('app.access') ?? []).filter(
    (fact): fact is Refused => !fact.isAllowed && fact.refusedAt !== null && wants.includes(fact.wants),
  );
  const groups = new Map<string, Refused[]>();
  for (const fact of refused.filter(fits)) {
    const key = `${fact.user}\n${fact.refusedAt.path}`;
    groups.set(key, [...(groups.get(key) ?? []), fact]);
  }
  return [...groups.values()].flatMap((all): Refusal[] => {
    const first = all.find(({ isInLog }) => isInLog) ?? all[0];
    if (!first) return [];
    const keys = [...new Set(all.flatMap(({ by }) => by ?? []))];
    // Who suffers is named first, and started again first.
    const kept = keptOf(facts)
      .filter(({ key }) => keys.includes(key))
      .toSorted((a, b) => Number(isIll(facts, b)) - Number(isIll(facts, a)));
    const messages = messagesAbout(facts, all, keys);
    const isFelt = kept.some((one) => isIll(facts, one)) || messages.length > 0;
    const named = kept.map(({ key }) => key);
    const about = named.length > 0 ? named : keys;
    return [
      {
        user: first.user,
        at: first.refusedAt,
        first,
        all,
        app: appIn(facts, first),
        folder: first.folder ?? null,
        about,
        kept,
        messages,
        isFelt,
      },
    ];
  });
}

/** Lines about the same path, or about one that lies below what refuses. */
function messagesAbout(facts: Facts<FactId>, all: Refused[], keys: EntityKey[]): Message[] {
  const paths = new Set(all.map(({ path }) => path));
  const roots = all.map(({ refusedAt }) => refusedAt.path);
  return newestFirst(
    messagesOf(facts, ['node-permission-denied'], ({ data, about }) => {
      return about.some((key) => keys.includes(key)) && isSamePath(data['path'] ?? '', paths, roots);
    }),
  );
}

/** A path as the program wrote it goes from the folder that it stands in. */
function isSamePath(path: string, paths: Set<string>, roots: string[]): boolean {
  if (path.startsWith('/')) return paths.has(path) || roots.some((root) => path.startsWith(`${root}/`));
  return path !== '' && [...paths].some((one) => one.endsWith(`/${path.replace(/^\.\//, '')}`));
}

const appIn = (facts: Facts<FactId>, { folder }: AccessFact): AppFact | null =>
  facts.find('apps')?.find((app) => app.folder === folder) ?? null;

export const ownerOf = ({ at }: Pick<Refusal, 'at'>): string => `${at.owner}:${at.group} ${at.mode}`;

/** Who it is for people. */
export const whoOf = ({ kept, folder, user }: Refusal): string =>
  kept[0]?.name ?? (folder ? `the program in ${folder}` : `a program of ${user}`);
