// Collects the control groups of the processes that matter here, with all groups above them: a slice may hold the limit.
import { dirname } from 'node:path';
import type { ProcessFact } from '../../facts/process-facts.ts';
import { type Collector, known, type Look, none } from '../collector.ts';
import { readCgroup } from './read-cgroup.ts';

const GROUPS_MAX = 300;
const MATTERS =
  /^(?:nginx|postgres|mysqld|mariadbd|redis-server|valkey-server|supervisord|php-fpm.*|containerd-shim.*)$/;

export const cgroupsCollector: Collector = {
  name: 'control groups',
  ids: ['host.cgroups'],
  stage: 2,
  budgetMs: 1500,
  collect: (look) => {
    const groups = pathsOfInterest(look).flatMap((path) => readCgroup(path) ?? []);
    return Promise.resolve({ 'host.cgroups': groups.length > 0 ? known(groups) : none });
  },
};

function pathsOfInterest(look: Look): string[] {
  const paths = new Set<string>();
  const add = (path: string): void => {
    for (let one = path; one !== '/' && one !== '.'; one = dirname(one)) paths.add(one);
  };
  for (const process of look.find('processes') ?? [])
    if (process.cgroup !== null && matters(process)) add(process.cgroup);
  // A unit that is down now may still have its group.
  for (const unit of look.find('systemd.units') ?? [])
    if (unit.name.endsWith('.service')) add(`/system.slice/${unit.name}`);
  return [...paths].slice(0, GROUPS_MAX);
}

const matters = ({ isNode, container, comm }: ProcessFact): boolean =>
  isNode || container !== null || MATTERS.test(comm);
