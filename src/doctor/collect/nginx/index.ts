// Lists the collectors of nginx and of what stands around it.
import type { Collector } from '../collector.ts';
import { accessCollector } from './access-collector.ts';
import { certificatesCollector } from './certificates-collector.ts';
import { namesCollector } from './names-collector.ts';
import { nginxCollector } from './nginx-collector.ts';
import { probesCollector } from './probes-collector.ts';
import { socketsCollector } from './sockets-collector.ts';
import { unitsCollector } from './units-collector.ts';

export const nginxCollectors: readonly Collector[] = [
  nginxCollector,
  accessCollector,
  certificatesCollector,
  namesCollector,
  probesCollector,
  socketsCollector,
  unitsCollector,
];
