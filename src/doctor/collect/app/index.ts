// Lists the collectors of what lies on disk of applications.
import type { Collector } from '../collector.ts';
import { accessCollector } from './access-collector.ts';
import { appsCollector } from './apps-collector.ts';
import { lookupsCollector } from './lookups-collector.ts';

export const appCollectors: readonly Collector[] = [appsCollector, lookupsCollector, accessCollector];
