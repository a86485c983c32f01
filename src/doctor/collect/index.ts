// Lists every collector there is; a fact that none of them collects is never known.
import { appCollectors } from './app/index.ts';
import type { Collector } from './collector.ts';
import { databasesCollector } from './databases/databases-collector.ts';
import { failedNamesCollector } from './databases/failed-names-collector.ts';
import { cgroupsCollector } from './host/cgroups-collector.ts';
import { clockCollector } from './host/clock-collector.ts';
import { disksCollector } from './host/disks-collector.ts';
import { machineCollector } from './host/machine-collector.ts';
import { kernelCollector } from './kernel/kernel-collector.ts';
import { messagesCollector } from './messages/messages-collector.ts';
import { busyCollector } from './processes/busy-collector.ts';
import { processesCollector } from './processes/processes-collector.ts';
import { nginxCollectors } from './nginx/index.ts';
import { supervisionCollectors } from './supervision/index.ts';

export const collectors: readonly Collector[] = [
  machineCollector,
  disksCollector,
  clockCollector,
  cgroupsCollector,
  kernelCollector,
  processesCollector,
  busyCollector,
  databasesCollector,
  failedNamesCollector,
  messagesCollector,
  ...appCollectors,
  ...supervisionCollectors,
  ...nginxCollectors,
];
