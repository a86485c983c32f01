// The collectors of whatever starts and keeps processes.
import type { Collector } from '../collector.ts';
import { aapanelCollector } from './aapanel/aapanel-collector.ts';
import { allswellCollector } from './allswell-collector.ts';
import { dockerCollector } from './docker-collector.ts';
import { pidFilesCollector } from './pid-files-collector.ts';
import { pm2Collector } from './pm2/pm2-collector.ts';
import { releasesCollector } from './releases-collector.ts';
import { supervisorCollector } from './supervisor/supervisor-collector.ts';
import { systemdCollector } from './systemd/systemd-collector.ts';

export const supervisionCollectors: readonly Collector[] = [
  systemdCollector,
  supervisorCollector,
  pm2Collector,
  aapanelCollector,
  dockerCollector,
  allswellCollector,
  pidFilesCollector,
  releasesCollector,
];
