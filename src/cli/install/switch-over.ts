// Writes the unit files and brings the running system to them, with the least interruption that the change allows.
// If systemd refuses, everything is put back and runs as before.
import type { Failure } from '../../failure/failure.ts';
import type { Home } from '../../host/linux/home.ts';
import { startKeeper, waitForDaemon } from '../../host/linux/start-keeper.ts';
import { mustSystemctl, systemctl } from '../../host/linux/systemd.ts';
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
  const gone = files.filter((file) => file.change === 'remove').map((file) => file.unit);
  if (gone.length > 0) await systemctl('disable', ...gone);
  const copies = applyFiles(home, files);
  const wanted = files.filter((file) => file.text !== null).map((file) => file.unit);
  const refused =
    (await mustSystemctl('daemon-reload')) ??
    (await mustSystemctl('enable', ...wanted)) ??
    (await change(home, kind, keeper, wanted));
  if (refused === null) return ok({ kind, copies });
  await putBack(files);
  const started = await startKeeper(home);
  return failed(refused.code === 'systemd-refused' ? { ...refused, isPutBack: started.ok } : refused);
}

async function change(
  home: Home,
  kind: SwitchKind,
  keeper: KnownApps['keeper'],
  wanted: string[],
): Promise<Failure | null> {
  if (kind === 'none') return null;
  if (kind === 'restarted') return mustSystemctl('restart', UNITS.service);
  if (kind === 'reopened') await systemctl('stop', UNITS.service, UNITS.socket);
  else if (keeper) {
    const down = await takeDown(home, false);
    if (!down.ok) return down.failure;
  }
  // The socket first and by itself: the service would come up without it, and that is not what was asked for.
  for (const unit of wanted) {
    // oxlint-disable-next-line no-await-in-loop
    const refused = await mustSystemctl('start', unit);
    if (refused) return refused;
  }
  if (await waitForDaemon(home, () => false)) return null;
  const reason = 'it was started and does not answer';
  return { code: 'systemd-refused', command: `systemctl start ${UNITS.service}`, reason, isPutBack: false };
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
