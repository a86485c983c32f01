// Collects what the kernel killed for memory, and what else it said that a program may feel.
import { type Collector, known, unknown } from '../collector.ts';
import { findKernelMessages } from './find-kernel-messages.ts';
import { findOomKills } from './find-oom-kills.ts';
import { readKernelLog } from './read-kernel-log.ts';

const KILLS_MAX = 200;

export const kernelCollector: Collector = {
  name: 'kernel log',
  ids: ['kernel.oom-kills', 'kernel.messages'],
  stage: 1,
  budgetMs: 8500,
  collect: async (look) => {
    const log = await readKernelLog(look);
    if (!('lines' in log)) {
      const problem = unknown(log.reason, log.detail);
      return { 'kernel.oom-kills': problem, 'kernel.messages': problem };
    }
    return {
      'kernel.oom-kills': known(findOomKills(log.lines).slice(-KILLS_MAX)),
      'kernel.messages': known(findKernelMessages(log.lines)),
    };
  },
};
