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
    const kept = keptOf(facts).filter(({ key }) => keys.includes(key));
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
      const path = data['path'] ?? '';
      return (
        about.some((key) => keys.includes(key)) &&
        (paths.has(path) || roots.some((root) => path === root || path.startsWith(`${root}/`)))
      );
    }),
  );
}

const appIn = (facts: Facts<FactId>, { folder }: AccessFact): AppFact | null =>
  facts.find('apps')?.find((app) => app.folder === folder) ?? null;

export const ownerOf = ({ at }: Pick<Refusal, 'at'>): string => `${at.owner}:${at.group} ${at.mode}`;

/** Who it is for people. */
export const whoOf = ({ kept, folder, user }: Refusal): string =>
  kept[0]?.name ?? (folder ? `the program in ${folder}` : `a program of ${user}`);
