// Says which ports systemd does not hold as the app wants them: for those the promises about a dead keeper are off.
import { parseSocketKey } from '../supervise/sockets.ts';
import type { Daemon } from './surroundings.ts';

/** One sentence a port; none outside systemd, where nobody expects it to hold any. */
export function socketUnitHints(daemon: Daemon): string[] {
  if (!daemon.isUnderSystemd) return [];
  return [...daemon.apps.values()].flatMap(({ state }) =>
    Object.entries(state.sockets).flatMap(([key, socket]) => {
      if (socket.state !== 'open') return [];
      const passedAs = daemon.passed.get(key);
      if (passedAs === undefined)
        return [
          `${state.name}: ${key} is not in allswell.socket, so a restart of Allswell itself would drop requests; mend it with: allswell install`,
        ];
      return isOther(key, passedAs)
        ? [
            `${state.name}: ${key} is ${passedAs} in allswell.socket, which others can reach too; mend it with: allswell install`,
          ]
        : [];
    }),
  );
}

/** A name such as localhost stands in the unit as its number. */
function isOther(key: string, passedAs: string): boolean {
  const [asked, given] = [parseSocketKey(key).host, parseSocketKey(passedAs).host];
  return asked !== given && (given === '::' || given === '0.0.0.0');
}
