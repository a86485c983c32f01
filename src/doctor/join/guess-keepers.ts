// Guesses which keeper is meant to listen where nobody does and no port is written anywhere: one that is down and is called like
// the site; else the ones that are down and serve nothing else.
import type { FactId, Facts } from '../model.ts';
import { readTcp } from './addresses.ts';
import { type Keeper, keepersOf } from './keepers.ts';
import { isAlike, wordsOfSite } from './name-words.ts';
import type { UpstreamState } from './upstream-states.ts';

type State = Pick<UpstreamState, 'address' | 'targets'>;

export function guessKeepers(
  facts: Facts<FactId>,
  state: State,
  all: readonly (State & Pick<UpstreamState, 'declared'>)[],
): Keeper[] {
  const others = all.filter(({ address }) => address !== state.address);
  const isOthers = (keeper: Keeper, other: (typeof all)[number]): boolean => {
    const isDeclared =
      other.declared.some(({ key }) => key === keeper.key) ||
      (keeper.port !== null && readTcp(other.address)?.port === keeper.port);
    return isDeclared || (isNamedLike(other, keeper) && !isNamedLike(state, keeper));
  };
  const servesAnother = (keeper: Keeper): boolean => others.some((other) => isOthers(keeper, other));
  // A port that is written down and is another one is no match, whatever the name.
  const port = readTcp(state.address)?.port ?? null;
  const fitting = keepersOf(facts).filter(
    (keeper) => !servesAnother(keeper) && (keeper.port === null || port === null || keeper.port === port),
  );
  const down = fitting.filter(({ isUp }) => isUp === false);
  const alike = down.filter((keeper) => isNamedLike(state, keeper));
  if (alike.length > 0) return alike;
  // One that is up and listens on nothing at all has not come as far as that, or hangs before it.
  const silent = fitting.filter(
    (keeper) => keeper.isUp === true && isNamedLike(state, keeper) && isSilent(facts, keeper),
  );
  if (silent.length > 0) return silent;
  const wanted = down.filter(({ isWanted }) => isWanted);
  return wanted.length > 0 ? wanted : down;
}

function isSilent(facts: Facts<FactId>, keeper: Keeper): boolean {
  const mine = (facts.find('processes') ?? []).filter(
    ({ unit, cwd }) => keeper.key === `unit:${unit}` || (keeper.folder !== null && cwd === keeper.folder),
  );
  const holders = new Set((facts.find('sockets.listening') ?? []).flatMap((one) => one.holders));
  return mine.length > 0 && mine.every(({ pid, start }) => !holders.has(`${pid}@${start}`));
}

export const isNamedLike = (state: State, { name, folder }: Keeper): boolean =>
  isAlike(wordsOfSite(state), [name, folder ?? '']);
