// Sorts what could not be loaded by why it is not there: not installed, never asked for, only for development, in part, no file.
import type { AppFact, LookupFact } from '../facts/app-facts.ts';
import type { Message } from '../facts/message-facts.ts';
import type { EntityKey, Evidence, FactId, Facts, Remedy } from '../model.ts';
import { appAt, appOf, within } from './apps.ts';
import { type Kept } from './kept.ts';
import { firstOf, newestFirst, msBetween } from './messages.ts';
import { type Standing, standingOf } from './standing.ts';

export type Lack = 'not-installed' | 'not-declared' | 'for-development' | 'half-installed' | 'file' | 'entry';

export interface ModuleTrouble {
  lack: Lack;
  /** The package, or the path as it was asked for. */
  name: string;
  lookup: LookupFact;
  app: AppFact | null;
  /** Newest first. */
  messages: [Message, ...Message[]];
  standing: Standing;
  /** It is there by now: only the start is missing. */
  isMended: boolean;
  /** Who needs it, for people: `shop.service`, `shop-worker`, or the folder. */
  who: string;
}

export function moduleTroubles(facts: Facts<FactId>, lack: Lack): ModuleTrouble[] {
  const lookups = facts.find('app.lookups') ?? [];
  const groups = new Map<string, { lookup: LookupFact; app: AppFact | null; messages: Message[] }>();
  for (const message of facts.find('messages') ?? []) {
    if (message.kind !== 'node-module-missing' || message.data['asked'] === 'builtin') continue;
    const lookup = lookups.find(
      (one) =>
        one.module === message.data['module'] && (one.from === null || (message.data['from'] ?? '').endsWith(one.from)),
    );
    const app = appAt(facts, lookup?.from ?? lookup?.module ?? '') ?? appOf(facts, message.about);
    if (!lookup || lackOf(lookup, message, app) !== lack || isHidden(facts, lookup, app)) continue;
    const key = `${lookup.package ?? lookup.module}\n${app?.folder}`;
    const group = groups.get(key);
    if (group) group.messages.push(message);
    else groups.set(key, { lookup, app, messages: [message] });
  }
  return [...groups.values()].flatMap(({ lookup, app, messages }) => {
    const sorted = newestFirst(messages);
    const [first] = sorted;
    if (!first) return [];
    const standings = sorted.map((message) => standingOf(facts, message));
    const holding = standings.filter(({ holdsNow }) => holdsNow);
    const standing = {
      ...(holding[0] ?? standings[0] ?? standingOf(facts, first)),
      about: joined(holding.length > 0 ? holding : standings),
      began: firstOf(messages),
    };
    const isMended = lookup.foundAt !== null && (isNewer(lookup, first) || standing.kept.every(hasCeased));
    const who = standing.kept[0]?.name ?? app?.folder ?? 'the application';
    return [
      {
        lack,
        name: lookup.package ?? lookup.module,
        lookup,
        app,
        messages: [first, ...sorted.slice(1)],
        standing,
        isMended,
        who,
      },
    ];
  });
}

/** It came after the last failure. A folder that was moved back is older than that. */
const isNewer = ({ foundSince }: LookupFact, { lastAt }: Message): boolean => (msBetween(lastAt, foundSince) ?? 1) > 0;

/** Nobody tries any more: that it is found now is no contradiction. */
const hasCeased = ({ gaveUp, isUp, isBetweenTries }: Kept): boolean =>
  gaveUp !== null || (isUp !== true && !isBetweenTries);

/** To a user who may not look into a folder Node says that what is in it was not found. Rights have rules of their own. */
const isHidden = (facts: Facts<FactId>, { foundAt }: LookupFact, app: AppFact | null): boolean =>
  foundAt !== null &&
  (facts.find('app.access') ?? []).some(
    ({ isAllowed, wants, folder }) => !isAllowed && wants !== 'write' && folder === app?.folder,
  );

const joined = (standings: Standing[]): EntityKey[] => [...new Set(standings.flatMap(({ about }) => about))];

function lackOf(lookup: LookupFact, { data }: Message, app: AppFact | null): Lack {
  if (lookup.package === null) return data['asked'] === 'entry' ? 'entry' : 'file';
  if (lookup.folderIsThere && (lookup.foundAt === null || data['main'] === 'absent')) return 'half-installed';
  if (lookup.declaredIn === 'devDependencies') return 'for-development';
  if (lookup.declaredIn !== null || lookup.isInLockfile === true) return 'not-installed';
  // Without a lockfile, what another package asks for is a part of what that package needs.
  const isAskedByPackage = lookup.from?.includes('/node_modules/') === true && lookup.isInLockfile === null;
  return app === null || isAskedByPackage ? 'not-installed' : 'not-declared';
}

/** Where it was asked for, shortly. */
export const askerOf = ({ lookup, app }: Pick<ModuleTrouble, 'lookup' | 'app'>): string | null =>
  lookup.from === null ? null : within(app, lookup.from);

/** What is on disk now, as evidence beside the log's line. */
export function lookupEvidence({ lookup, isMended }: Pick<ModuleTrouble, 'lookup' | 'isMended'>): Evidence {
  const name = lookup.package ?? lookup.module;
  if (isMended)
    return {
      source: 'looked up now',
      text: `${name} is found at ${lookup.foundAt}`,
      ...(lookup.foundSince ? { at: lookup.foundSince } : {}),
    };
  const declared =
    lookup.package === null
      ? ''
      : lookup.declaredIn
        ? `; package.json has it in ${lookup.declaredIn}`
        : '; package.json does not name it';
  const locked = lookup.isInLockfile === null ? '' : `, the lockfile ${lookup.isInLockfile ? 'does' : 'does not'}`;
  return {
    source: 'looked up now',
    text: `${name} is not found from ${lookup.from ?? lookup.folder ?? 'there'}${declared}${lookup.declaredIn ? '' : locked}`,
  };
}

/** What is there by now only wants a start. */
export const startRemedy = ({ standing, name }: ModuleTrouble): Remedy => ({
  says: `${name} is there by now: start it again.`,
  commands: standing.kept[0]?.commands.start ?? [],
  fix: 'start-what-was-mended',
});
