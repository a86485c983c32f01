// Every rule. Written by scripts/generate-rules.ts from the folders beside it: do not edit.
import type { Rule } from '../model.ts';
import { rule as appEndsWithRequestsInHand } from './app-ends-with-requests-in-hand/rule.ts';
import { rule as appListenQueueIsFull } from './app-listen-queue-is-full/rule.ts';
import { rule as certificateExpired } from './certificate-expired/rule.ts';
import { rule as keeperGaveUp } from './keeper-gave-up/rule.ts';
import { rule as localPortsExhausted } from './local-ports-exhausted/rule.ts';
import { rule as localhostResolvesToOtherFamily } from './localhost-resolves-to-other-family/rule.ts';
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
import { rule as phpSideIsSick } from './php-side-is-sick/rule.ts';
import { rule as portHeldByAnotherProgram } from './port-held-by-another-program/rule.ts';
import { rule as portHeldByOrphanOfSameApp } from './port-held-by-orphan-of-same-app/rule.ts';
import { rule as servedCertificateOlderThanFile } from './served-certificate-older-than-file/rule.ts';
import { rule as siteAnswersBadGateway } from './site-answers-bad-gateway/rule.ts';
import { rule as siteAnswersGatewayTimeout } from './site-answers-gateway-timeout/rule.ts';
import { rule as siteAnswersServerError } from './site-answers-server-error/rule.ts';
import { rule as siteCannotBeReached } from './site-cannot-be-reached/rule.ts';
import { rule as somebodyStoppedIt } from './somebody-stopped-it/rule.ts';
import { rule as twoKeepersRunOneApp } from './two-keepers-run-one-app/rule.ts';
import { rule as websocketHeadersMissing } from './websocket-headers-missing/rule.ts';
import { rule as workloadIsDown } from './workload-is-down/rule.ts';
import { rule as workloadRestartsAgainAndAgain } from './workload-restarts-again-and-again/rule.ts';

export const rules: readonly Rule[] = [
  appEndsWithRequestsInHand,
  appListenQueueIsFull,
  certificateExpired,
  keeperGaveUp,
  localPortsExhausted,
  localhostResolvesToOtherFamily,
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
  phpSideIsSick,
  portHeldByAnotherProgram,
  portHeldByOrphanOfSameApp,
  servedCertificateOlderThanFile,
  siteAnswersBadGateway,
  siteAnswersGatewayTimeout,
  siteAnswersServerError,
  siteCannotBeReached,
  somebodyStoppedIt,
  twoKeepersRunOneApp,
  websocketHeadersMissing,
  workloadIsDown,
  workloadRestartsAgainAndAgain,
];
