// Lists every fix there is; each file beside this one plans one, or a few that differ in a word.
import type { Fix } from '../model.ts';
import { applySupervisorConfig } from './apply-supervisor-config.ts';
import { correctHeapFlag } from './correct-heap-flag.ts';
import { dropUnknownOption } from './drop-unknown-option.ts';
import { removeStalePidFile } from './remove-stale-pid-file.ts';
import { setIdleTransactionTimeout } from './set-idle-transaction-timeout.ts';
import { setOomPolicyContinue } from './set-oom-policy-continue.ts';
import { startUnit } from './start-unit.ts';
import { stopChildrenAsGroup } from './stop-children-as-group.ts';
import {
  chownPathToRunUser,
  chownTreeToRunUser,
  letRunUserPassThrough,
  letRunUserReadSettings,
  letRunUserReadTree,
} from './give-to-run-user.ts';
import { endOrphanProcess } from './end-orphan-process.ts';
import { installFromLockfile } from './install-from-lockfile.ts';
import { pointNginxAtListener } from './point-nginx-at-listener.ts';
import { reloadNginx } from './reload-nginx.ts';
import { reloadSystemdAndRestart } from './reload-systemd-and-restart.ts';
import { removeStaleSocket } from './remove-stale-socket.ts';
import {
  enlargeNginxHeaderBuffer,
  passWebsocketHeaders,
  raiseNginxBodyLimit,
  shortenNginxUpstreamKeepalive,
} from './set-nginx-directives.ts';
import {
  restartFromStandingFolder,
  restartWithNewEnvironment,
  startWhatGaveUp,
  startWhatWasMended,
  startWhatWasStopped,
} from './start-keeper.ts';

export const fixes: readonly Fix[] = [
  applySupervisorConfig,
  endOrphanProcess,
  enlargeNginxHeaderBuffer,
  installFromLockfile,
  passWebsocketHeaders,
  pointNginxAtListener,
  raiseNginxBodyLimit,
  reloadNginx,
  reloadSystemdAndRestart,
  removeStaleSocket,
  restartFromStandingFolder,
  restartWithNewEnvironment,
  shortenNginxUpstreamKeepalive,
  startWhatWasMended,
  startWhatWasStopped,
  correctHeapFlag,
  dropUnknownOption,
  removeStalePidFile,
  setIdleTransactionTimeout,
  setOomPolicyContinue,
  startUnit,
  stopChildrenAsGroup,
  chownPathToRunUser,
  chownTreeToRunUser,
  letRunUserPassThrough,
  letRunUserReadSettings,
  letRunUserReadTree,
  startWhatGaveUp,
];
