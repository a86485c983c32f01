// Lets a run user have what it needs of a tree: as its owner, or through its group, or by passing through; then starts what is down.
import { failed, ok, type Result } from '../../../std/result.ts';
import type { Action, Plan } from '../../../plan/model.ts';
import type { FactId, Facts, Finding } from '../../model.ts';
import { isIll } from '../../join/missed.ts';
import type { Fix } from '../model.ts';
import { keeperNamed, startSteps } from '../steps.ts';

const PASS = 0o001;

type Change = (path: string, account: { uid: number; gid: number }, user: string, mode: number | null) => Action | null;

/** `of` names the path among the data of the finding. */
const giving = (
  id: string,
  of: (data: Finding['data']) => unknown,
  title: (path: string, user: string) => string,
  change: Change,
  notes: string[] = [],
): Fix => ({
  id,
  plan: (finding, facts, machine): Result<Plan, string> => {
    const [path, user] = [of(finding.data), finding.data['user']];
    if (typeof path !== 'string' || typeof user !== 'string') return failed('whose path it is, is not known');
    const account = machine.user(user);
    if (account === null) return failed(`there is no user ${user}`);
    const action = change(path, account, user, modeOf(finding.data['mode']));
    if (action === null) return failed(`the mode of ${path} is not known`);
    return ok({
      schema: 1,
      title: title(path, user),
      risk: 'safe',
      steps: [{ says: title(path, user), action }, ...startWhatIsDown(finding, facts)],
      notes,
    });
  },
});

/** What is up goes on with what it has loaded: only what is down is started. */
function startWhatIsDown({ about }: Finding, facts: Facts<FactId>): Plan['steps'] {
  return about
    .flatMap((key) => keeperNamed(facts, key) ?? [])
    .filter((kept) => kept.isUp !== true || isIll(facts, kept))
    .flatMap((kept) => startSteps(facts, kept));
}

function modeOf(mode: unknown): number | null {
  const read = typeof mode === 'string' ? Number.parseInt(mode, 8) : Number.NaN;
  return Number.isNaN(read) ? null : read;
}

const own: Change = (path, { uid, gid }, user) => ({ kind: 'own-tree', path, uid, gid, named: user });
const grant: Change = (path, { gid }, user) => ({ kind: 'grant-tree', path, gid, named: user });

export const chownTreeToRunUser = giving(
  'chown-tree-to-run-user',
  ({ folder }) => folder,
  (path, user) => `Give ${path} to ${user}, who runs it`,
  own,
  ['Let the deploy end with the same, or the next one leaves files of another user behind again.'],
);
export const chownPathToRunUser = giving(
  'chown-path-to-run-user',
  ({ component, path }) => component ?? path,
  (path, user) => `Give ${path} to ${user}, who has to write there`,
  own,
);
export const letRunUserReadTree = giving(
  'let-run-user-read-tree',
  ({ isOnWay, component, folder, path }) => (isOnWay === true ? component : (folder ?? component ?? path)),
  (path, user) => `Let the group of ${user} read ${path}`,
  grant,
);
export const letRunUserReadSettings = giving(
  'let-run-user-read-settings',
  ({ path }) => path,
  (path, user) => `Let the group of ${user} read ${path}, and nobody else`,
  grant,
);
export const letRunUserPassThrough = giving(
  'let-run-user-pass-through',
  ({ component }) => component,
  (path, user) => `Let ${user} pass through ${path}`,
  (path, _account, _user, mode) => (mode === null ? null : { kind: 'set-mode', path, mode: mode | PASS }),
  ['Others may pass through it too, but not list it; setfacl -m u:USER:x would let only one user pass.'],
);
