// Knows users as the kernel does: number, group and all further groups. Names come from /etc.
import { readAccounts, readGroups } from '../../../host/linux/accounts.ts';
import type { ProcessFact } from '../../facts/process-facts.ts';

export interface RunUser {
  name: string;
  uid: number;
  gids: Set<number>;
}

export interface Names {
  user: (uid: number) => string;
  group: (gid: number) => string;
  /** Null when /etc knows nobody of that name. */
  named: (user: string, group?: string | null) => RunUser | null;
}

export function readNames(): Names {
  const accounts = readAccounts();
  const groups = readGroups();
  const users = new Map(accounts.map(({ uid, name }) => [uid, name]));
  const groupNames = new Map(groups.map(({ gid, name }) => [gid, name]));
  return {
    user: (uid) => users.get(uid) ?? String(uid),
    group: (gid) => groupNames.get(gid) ?? String(gid),
    named: (user, group) => {
      const account = accounts.find((one) => one.name === user || String(one.uid) === user);
      if (!account) return null;
      const own = group ? groups.find((one) => one.name === group || String(one.gid) === group)?.gid : undefined;
      const member = groups.filter(({ members }) => members.includes(account.name)).map(({ gid }) => gid);
      return { name: account.name, uid: account.uid, gids: new Set([own ?? account.gid, ...member]) };
    },
  };
}

export const userOfProcess = ({ user, uid, groups }: ProcessFact): RunUser => ({
  name: user,
  uid,
  gids: new Set(groups),
});
