// The daemon's end of the channel to its parent, the keeper.
import type { FromKeeper, ToKeeper } from '../../protocol/keeper.ts';

export interface KeeperLink {
  tell: (message: ToKeeper) => void;
}

/** `hear` is given everything the keeper says; `lost` is called when the keeper has died. */
export function linkKeeper(hear: (message: FromKeeper) => void, lost: () => void): KeeperLink {
  if (!process.send) throw new Error('the daemon is started by the keeper');
  process.on('message', (message) => hear(message as FromKeeper));
  process.on('disconnect', lost);
  return { tell: (message) => void process.send?.(message, () => {}) };
}
