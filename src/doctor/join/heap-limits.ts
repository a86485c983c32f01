// Reads how large V8's heap may get, from a program's options; and what holds its memory from outside.
import type { FactValues } from '../facts/index.ts';
import type { ProcessFact } from '../facts/process-facts.ts';
import type { FactId, Facts } from '../model.ts';

export interface HeapLimit {
  bytes: number;
  /** As it is written: `--max-old-space-size=1024`. */
  option: string;
  /** Where: `NODE_OPTIONS`, `its command`. */
  place: string;
}

/** V8 takes mebibytes without a unit; both spellings are the same option. The last one counts. */
const OPTION = /--max[-_]old[-_]space[-_]size[= ](\d{1,7})(?!\w)/g;

export function heapLimitIn(text: string, place: string): HeapLimit | null {
  const found = [...text.matchAll(OPTION)].at(-1);
  return found ? { bytes: Number(found[1]) * 1024 * 1024, option: `--max-old-space-size=${found[1]}`, place } : null;
}

/** The command line wins over NODE_OPTIONS. */
export const heapLimitOf = ({ argv, plainEnvironment }: ProcessFact): HeapLimit | null =>
  heapLimitIn(argv.join(' '), 'its command') ?? heapLimitIn(plainEnvironment['NODE_OPTIONS'] ?? '', 'NODE_OPTIONS');

type Group = FactValues['host.cgroups'][number];

/** The tightest of the limits around a process: its own group's, or one above. */
export function tightestGroup(facts: Facts<FactId>, path: string | null): Group | null {
  if (path === null) return null;
  const around = (facts.find('host.cgroups') ?? []).filter(
    (group) => group.memoryMaxBytes !== null && (path === group.path || path.startsWith(`${group.path}/`)),
  );
  return around.toSorted((a, b) => (a.memoryMaxBytes ?? 0) - (b.memoryMaxBytes ?? 0))[0] ?? null;
}
