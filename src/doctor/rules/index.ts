// Every rule. Written by scripts/generate-rules.ts from the folders beside it: do not edit.
import type { Rule } from '../model.ts';
import { rule as aapanelProjectPortDiffers } from './aapanel-project-port-differs/rule.ts';
import { rule as addonBuiltForAnotherNode } from './addon-built-for-another-node/rule.ts';
import { rule as appEndsWithRequestsInHand } from './app-ends-with-requests-in-hand/rule.ts';
import { rule as appListenQueueIsFull } from './app-listen-queue-is-full/rule.ts';
import { rule as appWaitsForAFreeConnection } from './app-waits-for-a-free-connection/rule.ts';
import { rule as buildOlderThanSources } from './build-older-than-sources/rule.ts';
import { rule as certificateExpired } from './certificate-expired/rule.ts';
import { rule as childWasKilledForMemory } from './child-was-killed-for-memory/rule.ts';
import { rule as childrenSurviveStop } from './children-survive-stop/rule.ts';
import { rule as clockIsNotKept } from './clock-is-not-kept/rule.ts';
import { rule as clockIsWrong } from './clock-is-wrong/rule.ts';
import { rule as codeThrowsAtBoot } from './code-throws-at-boot/rule.ts';
import { rule as connectionsNeverGivenBack } from './connections-never-given-back/rule.ts';
import { rule as connectionsOutgrowThePool } from './connections-outgrow-the-pool/rule.ts';
import { rule as databaseConnectionsExhausted } from './database-connections-exhausted/rule.ts';
import { rule as databaseDoesNotAnswer } from './database-does-not-answer/rule.ts';
import { rule as databaseIsStarting } from './database-is-starting/rule.ts';
import { rule as databaseRefusesCredentials } from './database-refuses-credentials/rule.ts';
import { rule as deletedFileFillsDisk } from './deleted-file-fills-disk/rule.ts';
import { rule as devDependencyNeededAtRuntime } from './dev-dependency-needed-at-runtime/rule.ts';
import { rule as diskFull } from './disk-full/rule.ts';
import { rule as entryScriptMissing } from './entry-script-missing/rule.ts';
import { rule as envFileReadDifferentlyByLoaders } from './env-file-read-differently-by-loaders/rule.ts';
import { rule as envFileUnreadable } from './env-file-unreadable/rule.ts';
import { rule as envVariableMissing } from './env-variable-missing/rule.ts';
import { rule as environmentOfProcessOlderThanItsSource } from './environment-of-process-older-than-its-source/rule.ts';
import { rule as eventLoopBlocked } from './event-loop-blocked/rule.ts';
import { rule as filesystemReadOnly } from './filesystem-read-only/rule.ts';
import { rule as finishedJobsFillRedis } from './finished-jobs-fill-redis/rule.ts';
import { rule as gaveUpOverWhatHasHealed } from './gave-up-over-what-has-healed/rule.ts';
import { rule as heapExhausted } from './heap-exhausted/rule.ts';
import { rule as heapFlagIsNotANumber } from './heap-flag-is-not-a-number/rule.ts';
import { rule as heapLimitAboveMemoryLimit } from './heap-limit-above-memory-limit/rule.ts';
import { rule as hostNameDoesNotResolve } from './host-name-does-not-resolve/rule.ts';
import { rule as importedFileIsMissing } from './imported-file-is-missing/rule.ts';
import { rule as inodesExhausted } from './inodes-exhausted/rule.ts';
import { rule as inotifyWatchesExhausted } from './inotify-watches-exhausted/rule.ts';
import { rule as jobsLoseTheirLock } from './jobs-lose-their-lock/rule.ts';
import { rule as keeperDaemonIsDown } from './keeper-daemon-is-down/rule.ts';
import { rule as keeperGaveUp } from './keeper-gave-up/rule.ts';
import { rule as keeperIgnoresUnknownOption } from './keeper-ignores-unknown-option/rule.ts';
import { rule as keeperLostAProcess } from './keeper-lost-a-process/rule.ts';
import { rule as keeperReadsMissingEnvironmentFile } from './keeper-reads-missing-environment-file/rule.ts';
import { rule as keeperRunsAsMissingUser } from './keeper-runs-as-missing-user/rule.ts';
import { rule as keeperRunsMissingProgram } from './keeper-runs-missing-program/rule.ts';
import { rule as keeperStartsInMissingFolder } from './keeper-starts-in-missing-folder/rule.ts';
import { rule as keeperWatchesAWrapper } from './keeper-watches-a-wrapper/rule.ts';
import { rule as killedBecauseMachineWasShort } from './killed-because-machine-was-short/rule.ts';
import { rule as killedByOwnMemoryLimit } from './killed-by-own-memory-limit/rule.ts';
import { rule as killedBySystemdOomd } from './killed-by-systemd-oomd/rule.ts';
import { rule as localPortsExhausted } from './local-ports-exhausted/rule.ts';
import { rule as localhostResolvesToOtherFamily } from './localhost-resolves-to-other-family/rule.ts';
import { rule as logFileOwnedByAnotherUser } from './log-file-owned-by-another-user/rule.ts';
import { rule as logsCouldNotBeRead } from './logs-could-not-be-read/rule.ts';
import { rule as logsFillDisk } from './logs-fill-disk/rule.ts';
import { rule as memoryGrowsWithoutEnd } from './memory-grows-without-end/rule.ts';
import { rule as memoryRestartHidesLeak } from './memory-restart-hides-leak/rule.ts';
import { rule as moduleIsEsmOnly } from './module-is-esm-only/rule.ts';
import { rule as moduleNotDeclared } from './module-not-declared/rule.ts';
import { rule as moduleNotInstalled } from './module-not-installed/rule.ts';
import { rule as modulesHalfInstalled } from './modules-half-installed/rule.ts';
import { rule as modulesOlderThanLockfile } from './modules-older-than-lockfile/rule.ts';
import { rule as nativeLibraryMissing } from './native-library-missing/rule.ts';
import { rule as nestBootstrapNeverSettled } from './nest-bootstrap-never-settled/rule.ts';
import { rule as nestCircularImport } from './nest-circular-import/rule.ts';
import { rule as nestCoreInstalledTwice } from './nest-core-installed-twice/rule.ts';
import { rule as nestInjectsErasedType } from './nest-injects-erased-type/rule.ts';
import { rule as nestModuleExportsWhatItLacks } from './nest-module-exports-what-it-lacks/rule.ts';
import { rule as nestProviderNotAvailable } from './nest-provider-not-available/rule.ts';
import { rule as nginxBodyLimitBelowWhatClientsSend } from './nginx-body-limit-below-what-clients-send/rule.ts';
import { rule as nginxCannotReachSocketFile } from './nginx-cannot-reach-socket-file/rule.ts';
import { rule as nginxCannotReadSiteFiles } from './nginx-cannot-read-site-files/rule.ts';
import { rule as nginxCannotResolveUpstream } from './nginx-cannot-resolve-upstream/rule.ts';
import { rule as nginxCannotRouteToUpstream } from './nginx-cannot-route-to-upstream/rule.ts';
import { rule as nginxCannotWriteTemporaryFiles } from './nginx-cannot-write-temporary-files/rule.ts';
import { rule as nginxConfigIsBroken } from './nginx-config-is-broken/rule.ts';
import { rule as nginxConnectionsExhausted } from './nginx-connections-exhausted/rule.ts';
import { rule as nginxHeaderBufferTooSmall } from './nginx-header-buffer-too-small/rule.ts';
import { rule as nginxIsNotRunning } from './nginx-is-not-running/rule.ts';
import { rule as nginxKeepAliveOutlivesTheApp } from './nginx-keep-alive-outlives-the-app/rule.ts';
import { rule as nginxOpenFilesExhausted } from './nginx-open-files-exhausted/rule.ts';
import { rule as nginxPointsWhereNothingListens } from './nginx-points-where-nothing-listens/rule.ts';
import { rule as nginxPortHeldByAnother } from './nginx-port-held-by-another/rule.ts';
import { rule as nginxReadTimeoutBelowWhatTheAppNeeds } from './nginx-read-timeout-below-what-the-app-needs/rule.ts';
import { rule as nginxRunsOlderConfigThanDisk } from './nginx-runs-older-config-than-disk/rule.ts';
import { rule as nginxSeesAnotherTmp } from './nginx-sees-another-tmp/rule.ts';
import { rule as nginxUpstreamAcceptsButDoesNotAnswer } from './nginx-upstream-accepts-but-does-not-answer/rule.ts';
import { rule as nginxUpstreamNotListening } from './nginx-upstream-not-listening/rule.ts';
import { rule as nginxUpstreamTakenOutByMaxFails } from './nginx-upstream-taken-out-by-max-fails/rule.ts';
import { rule as noSwapAndLittleMemory } from './no-swap-and-little-memory/rule.ts';
import { rule as nodeOlderThanEngines } from './node-older-than-engines/rule.ts';
import { rule as nothingStartsItAtBoot } from './nothing-starts-it-at-boot/rule.ts';
import { rule as openFilesExhausted } from './open-files-exhausted/rule.ts';
import { rule as packageScriptMissing } from './package-script-missing/rule.ts';
import { rule as phpSideIsSick } from './php-side-is-sick/rule.ts';
import { rule as phpWordsForNode } from './php-words-for-node/rule.ts';
import { rule as pidFileNamesDeadOrForeignProcess } from './pid-file-names-dead-or-foreign-process/rule.ts';
import { rule as pm2DaemonForgotItsApps } from './pm2-daemon-forgot-its-apps/rule.ts';
import { rule as pm2ListBelongsToOtherUser } from './pm2-list-belongs-to-other-user/rule.ts';
import { rule as pm2MemoryLimitIsInBytes } from './pm2-memory-limit-is-in-bytes/rule.ts';
import { rule as poolsLargerThanDatabaseLimit } from './pools-larger-than-database-limit/rule.ts';
import { rule as portHeldByAnotherProgram } from './port-held-by-another-program/rule.ts';
import { rule as portHeldByOrphanOfSameApp } from './port-held-by-orphan-of-same-app/rule.ts';
import { rule as prismaClientNotForThisMachine } from './prisma-client-not-for-this-machine/rule.ts';
import { rule as privilegedPortDenied } from './privileged-port-denied/rule.ts';
import { rule as processLimitReached } from './process-limit-reached/rule.ts';
import { rule as processStandsInDeletedFolder } from './process-stands-in-deleted-folder/rule.ts';
import { rule as queueWaitsWithoutWorker } from './queue-waits-without-worker/rule.ts';
import { rule as redisCannotPersist } from './redis-cannot-persist/rule.ts';
import { rule as redisEvictsJobs } from './redis-evicts-jobs/rule.ts';
import { rule as redisOutOfMemory } from './redis-out-of-memory/rule.ts';
import { rule as restartDelayHidesCrashLoop } from './restart-delay-hides-crash-loop/rule.ts';
import { rule as runUserCannotReadCode } from './run-user-cannot-read-code/rule.ts';
import { rule as runUserCannotWriteNeededFolder } from './run-user-cannot-write-needed-folder/rule.ts';
import { rule as runningReleaseIsNotCurrent } from './running-release-is-not-current/rule.ts';
import { rule as servedCertificateOlderThanFile } from './served-certificate-older-than-file/rule.ts';
import { rule as servesWithoutAKeeper } from './serves-without-a-keeper/rule.ts';
import { rule as sessionsWaitForALock } from './sessions-wait-for-a-lock/rule.ts';
import { rule as siteAnswersBadGateway } from './site-answers-bad-gateway/rule.ts';
import { rule as siteAnswersGatewayTimeout } from './site-answers-gateway-timeout/rule.ts';
import { rule as siteAnswersServerError } from './site-answers-server-error/rule.ts';
import { rule as siteCannotBeReached } from './site-cannot-be-reached/rule.ts';
import { rule as somebodyStoppedIt } from './somebody-stopped-it/rule.ts';
import { rule as staleSocketFileBlocksBind } from './stale-socket-file-blocks-bind/rule.ts';
import { rule as startCommandNotFound } from './start-command-not-found/rule.ts';
import { rule as supervisorConfigIsBroken } from './supervisor-config-is-broken/rule.ts';
import { rule as supervisorConfigNotApplied } from './supervisor-config-not-applied/rule.ts';
import { rule as syntaxErrorInCode } from './syntax-error-in-code/rule.ts';
import { rule as transactionsLeftIdle } from './transactions-left-idle/rule.ts';
import { rule as treeOwnedByAnotherUser } from './tree-owned-by-another-user/rule.ts';
import { rule as twoKeepersRunOneApp } from './two-keepers-run-one-app/rule.ts';
import { rule as uncaughtErrorEndsRunningProcess } from './uncaught-error-ends-running-process/rule.ts';
import { rule as unitFileChangedNotReloaded } from './unit-file-changed-not-reloaded/rule.ts';
import { rule as unitFileIsBroken } from './unit-file-is-broken/rule.ts';
import { rule as websocketHeadersMissing } from './websocket-headers-missing/rule.ts';
import { rule as workloadIsDown } from './workload-is-down/rule.ts';
import { rule as workloadRestartsAgainAndAgain } from './workload-restarts-again-and-again/rule.ts';

export const rules: readonly Rule[] = [
  aapanelProjectPortDiffers,
  addonBuiltForAnotherNode,
  appEndsWithRequestsInHand,
  appListenQueueIsFull,
  appWaitsForAFreeConnection,
  buildOlderThanSources,
  certificateExpired,
  childWasKilledForMemory,
  childrenSurviveStop,
  clockIsNotKept,
  clockIsWrong,
  codeThrowsAtBoot,
  connectionsNeverGivenBack,
  connectionsOutgrowThePool,
  databaseConnectionsExhausted,
  databaseDoesNotAnswer,
  databaseIsStarting,
  databaseRefusesCredentials,
  deletedFileFillsDisk,
  devDependencyNeededAtRuntime,
  diskFull,
  entryScriptMissing,
  envFileReadDifferentlyByLoaders,
  envFileUnreadable,
  envVariableMissing,
  environmentOfProcessOlderThanItsSource,
  eventLoopBlocked,
  filesystemReadOnly,
  finishedJobsFillRedis,
  gaveUpOverWhatHasHealed,
  heapExhausted,
  heapFlagIsNotANumber,
  heapLimitAboveMemoryLimit,
  hostNameDoesNotResolve,
  importedFileIsMissing,
  inodesExhausted,
  inotifyWatchesExhausted,
  jobsLoseTheirLock,
  keeperDaemonIsDown,
  keeperGaveUp,
  keeperIgnoresUnknownOption,
  keeperLostAProcess,
  keeperReadsMissingEnvironmentFile,
  keeperRunsAsMissingUser,
  keeperRunsMissingProgram,
  keeperStartsInMissingFolder,
  keeperWatchesAWrapper,
  killedBecauseMachineWasShort,
  killedByOwnMemoryLimit,
  killedBySystemdOomd,
  localPortsExhausted,
  localhostResolvesToOtherFamily,
  logFileOwnedByAnotherUser,
  logsCouldNotBeRead,
  logsFillDisk,
  memoryGrowsWithoutEnd,
  memoryRestartHidesLeak,
  moduleIsEsmOnly,
  moduleNotDeclared,
  moduleNotInstalled,
  modulesHalfInstalled,
  modulesOlderThanLockfile,
  nativeLibraryMissing,
  nestBootstrapNeverSettled,
  nestCircularImport,
  nestCoreInstalledTwice,
  nestInjectsErasedType,
  nestModuleExportsWhatItLacks,
  nestProviderNotAvailable,
  nginxBodyLimitBelowWhatClientsSend,
  nginxCannotReachSocketFile,
  nginxCannotReadSiteFiles,
  nginxCannotResolveUpstream,
  nginxCannotRouteToUpstream,
  nginxCannotWriteTemporaryFiles,
  nginxConfigIsBroken,
  nginxConnectionsExhausted,
  nginxHeaderBufferTooSmall,
  nginxIsNotRunning,
  nginxKeepAliveOutlivesTheApp,
  nginxOpenFilesExhausted,
  nginxPointsWhereNothingListens,
  nginxPortHeldByAnother,
  nginxReadTimeoutBelowWhatTheAppNeeds,
  nginxRunsOlderConfigThanDisk,
  nginxSeesAnotherTmp,
  nginxUpstreamAcceptsButDoesNotAnswer,
  nginxUpstreamNotListening,
  nginxUpstreamTakenOutByMaxFails,
  noSwapAndLittleMemory,
  nodeOlderThanEngines,
  nothingStartsItAtBoot,
  openFilesExhausted,
  packageScriptMissing,
  phpSideIsSick,
  phpWordsForNode,
  pidFileNamesDeadOrForeignProcess,
  pm2DaemonForgotItsApps,
  pm2ListBelongsToOtherUser,
  pm2MemoryLimitIsInBytes,
  poolsLargerThanDatabaseLimit,
  portHeldByAnotherProgram,
  portHeldByOrphanOfSameApp,
  prismaClientNotForThisMachine,
  privilegedPortDenied,
  processLimitReached,
  processStandsInDeletedFolder,
  queueWaitsWithoutWorker,
  redisCannotPersist,
  redisEvictsJobs,
  redisOutOfMemory,
  restartDelayHidesCrashLoop,
  runUserCannotReadCode,
  runUserCannotWriteNeededFolder,
  runningReleaseIsNotCurrent,
  servedCertificateOlderThanFile,
  servesWithoutAKeeper,
  sessionsWaitForALock,
  siteAnswersBadGateway,
  siteAnswersGatewayTimeout,
  siteAnswersServerError,
  siteCannotBeReached,
  somebodyStoppedIt,
  staleSocketFileBlocksBind,
  startCommandNotFound,
  supervisorConfigIsBroken,
  supervisorConfigNotApplied,
  syntaxErrorInCode,
  transactionsLeftIdle,
  treeOwnedByAnotherUser,
  twoKeepersRunOneApp,
  uncaughtErrorEndsRunningProcess,
  unitFileChangedNotReloaded,
  unitFileIsBroken,
  websocketHeadersMissing,
  workloadIsDown,
  workloadRestartsAgainAndAgain,
];
