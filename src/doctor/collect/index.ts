// Lists every collector there is; a fact that none of them collects is never known.
import type { Collector } from './collector.ts';

export const collectors: readonly Collector[] = [];
