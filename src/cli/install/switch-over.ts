// Writes the unit files and brings the running system to them, with the least interruption that the change allows.
// If systemd refuses, everything is put back and runs as before.
import type { Failure } from '../../failure/failure.ts';
import type { Home } from '../../host/linux/home.ts';
import { startKeeper, waitForDaemon } from '../../host/linux/start-keeper.ts';
import { systemctl } from '../../host/linux/systemd.ts';
import { keepCopy, removeUnit, writeUnit } from '../../host/linux/unit-files.ts';
import { UNITS } from '../../host/linux/unit-names.ts';
import type { PlannedFile } from '../../server/model.ts';
import { failed, ok, type Result } from '../../std/result.ts';
import { takeDown } from '../take-down.ts';
import type { KnownApps } from './known-apps.ts';

/** `handed-over`: from a keeper of our own to systemd's. `reopened`: other ports. `restarted`: the same ports. */
export type SwitchKind = 'handed-over' | 'reopened' | 'restarted' | 'none';

export interface Switched {
  kind: SwitchKind;
  /** Unit → where what it held before is kept. */
  copies: Record<string, string>;
}

export function chooseSwitch(files: PlannedFile[], keeper: KnownApps['keeper']): SwitchKind {
  if (!keeper?.isUnderSystemd) return 'handed-over';
  const changed = files.filter((file) => file.change !== 'none').map((file) => file.unit);
  if (changed.includes(UNITS.socket)) return 'reopened';
  return changed.length > 0 ? 'restarted' : 'none';
}

export async function switchOver(
  home: Home,
  files: PlannedFile[],
  keeper: KnownApps['keeper'],
): Promise<Result<Switched, Failure>> {
  const kind = chooseSwitch(files, keeper);
  const copies = applyFiles(home, files);
  const wanted = files.filter((file) => file.text !== null).map((file) => file.unit);
  const done =
    (await run('daemon-reload')) ?? (await run('enable', ...wanted)) ?? (await change(home, kind, keeper, wanted));
  if (done === null) return ok({ kind, copies });
  await putBack(files);
  await startKeeper(home);
  return failed(done);
}

async function change(
  home: Home,
  kind: SwitchKind,
  keeper: KnownApps['keeper'],
  wanted: string[],
): Promise<Failure | null> {
  if (kind === 'none') return null;
  if (kind === 'restarted') return run('restart', UNITS.service);
  if (kind === 'reopened') await systemctl('stop', UNITS.service, UNITS.socket);
  else if (keeper) {
    const down = await takeDown(home, false);
    if (!down.ok) return down.failure;
  }
  // The socket first and by itself: the service would come up without it, and that is not what was asked for.
  for (const unit of wanted) {
    const refused = await run('start', unit);
    if (refused) return refused;
  }
  return (await waitForDaemon(home, () => false))
    ? null
    : {
        code: 'systemd-refused',
        command: `systemctl start ${UNITS.service}`,
        reason: 'it was started and does not answer',
      };
}

async function run(...args: string[]): Promise<Failure | null> {
  const { code, stderr } = await systemctl(...args);
  return code === 0 ? null : { code: 'systemd-refused', command: `systemctl ${args.join(' ')}`, reason: stderr.trim() };
}

function applyFiles(home: Home, files: PlannedFile[]): Record<string, string> {
  const copies: Record<string, string> = {};
  const at = new Date();
  for (const { unit, path, text, present, change } of files) {
    if (change === 'none') continue;
    if (present !== null) copies[unit] = keepCopy(home, path, at);
    if (text === null) removeUnit(path);
    else writeUnit(path, text);
  }
  return copies;
}

async function putBack(files: PlannedFile[]): Promise<void> {
  const units = files.map((file) => file.unit);
  await systemctl('stop', ...units);
  await systemctl('disable', ...files.filter((file) => file.present === null).map((file) => file.unit));
  for (const { path, present } of files) {
    if (present === null) removeUnit(path);
    else writeUnit(path, present);
  }
  await systemctl('daemon-reload');
  await systemctl('reset-failed', ...units);
}
