// Says whether two things are called alike: a site and a process, an upstream and a unit.
import type { ProcessFact } from '../facts/process-facts.ts';
import { isUnix } from './addresses.ts';
import type { PassedTarget } from './passed-targets.ts';

/** Words that every name has say nothing. */
const COMMON = new Set([
  'www',
  'com',
  'net',
  'org',
  'example',
  'test',
  'local',
  'localhost',
  'api',
  'app',
  'apps',
  'web',
  'srv',
  'var',
  'home',
  'opt',
  'run',
  'unix',
  'sock',
  'socket',
  'service',
  'server',
  'node',
  'dist',
  'main',
  'src',
  'index',
  'backend',
  'upstream',
  'current',
  'releases',
  'html',
  'wwwroot',
  'http',
  'https',
  'dev',
  'prod',
  'production',
  'site',
]);

export const wordsOf = (texts: string[]): Set<string> =>
  new Set(
    texts
      .flatMap((text) => text.toLowerCase().split(/[^a-z0-9]+/))
      .filter((word) => word.length >= 3 && !COMMON.has(word) && !/^\d+$/.test(word)),
  );

export const isAlike = (words: Set<string>, texts: string[]): boolean =>
  [...wordsOf(texts)].some((word) => words.has(word));

export const wordsOfSite = ({ address, targets }: { address: string; targets: PassedTarget[] }): Set<string> =>
  wordsOf(targets.flatMap(({ names, upstream }) => [...names, upstream?.name ?? '', isUnix(address) ? address : '']));

export const wordsOfProcesses = (processes: ProcessFact[]): string[] =>
  processes.flatMap(({ cwd, unit, argv }) => [cwd ?? '', unit ?? '', ...argv.slice(1, 3)]);
