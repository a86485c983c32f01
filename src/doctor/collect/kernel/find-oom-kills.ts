// Puts the reports of the OOM killer together again, which the kernel writes over some 80 lines (mm/oom_kill.c).
// What systemd-oomd ended is told beside them: that is another program, with another reason.
import type { OomKill } from '../../facts/host-facts.ts';
import { cleanText, maskText } from '../mask.ts';
import type { KernelLine } from './read-kernel-log.ts';

type Task = OomKill['largest'][number];

/** What is known of a report before the line that says who was killed. */
interface Report {
  invokedBy: string | null;
  limitBytes: number | null;
  columns: string[];
  tasks: Task[];
  constraint: OomKill['constraint'];
  taskCgroup: string | null;
  limitCgroup: string | null;
}

/** The table counts pages; 4 KiB on x86 and on nearly all ARM servers. */
const PAGE_BYTES = 4096;
const LARGEST_SHOWN = 8;
const CONSTRAINTS: Record<string, OomKill['constraint']> = {
  NONE: 'none',
  MEMCG: 'memcg',
  CPUSET: 'cpuset',
  MEMORY_POLICY: 'cpuset',
};

const INVOKED = /^(.{1,40}) invoked oom-killer:/;
const LIMIT = /^memory: usage \d+kB, limit (\d+)kB/;
const TABLE_HEAD = /^\[\s*pid\s*\]\s+(uid\b.*\bname)\s*$/;
const TABLE_ROW = /^\[\s*(\d+)\]\s+(\S.*)$/;
/** `oom_memcg` is whose limit, `task_memcg` who died; paths and names may hold anything but a comma and the next key. */
const CONTEXT = /^oom-kill:constraint=CONSTRAINT_(\w+),/;
const OLD_CONTEXT = /^Task in (\S+) killed as a result of limit of (\S+)/;
/** A name may hold brackets that don't match: `next-build (v16`. */
const KILLED =
  /^(?:(Memory cgroup out of memory|Out of memory)[^:]*: )?Killed process (\d+) \((.*?)\),?(?: UID \d+,)? total-vm:\d+kB, anon-rss:(\d+)kB/;
const OOMD = /^Killed (\/\S+) due to memory (?:pressure for (\S+) being|used)/;

export function findOomKills(lines: readonly KernelLine[]): OomKill[] {
  const kills: OomKill[] = [];
  let report = emptyReport();
  for (const { at, from, text } of lines) {
    if (from === 'systemd-oomd') {
      kills.push(...killByOomd(at, text));
      continue;
    }
    const invoked = INVOKED.exec(text);
    if (invoked) report = { ...emptyReport(), invokedBy: cleanText(invoked[1] ?? '') };
    noteContext(report, text);
    const killed = KILLED.exec(text);
    if (killed) kills.push(describeKill(report, at, text, killed));
  }
  return kills;
}

const emptyReport = (): Report => ({
  invokedBy: null,
  limitBytes: null,
  columns: [],
  tasks: [],
  constraint: 'unknown',
  taskCgroup: null,
  limitCgroup: null,
});

function noteContext(report: Report, text: string): void {
  const limit = LIMIT.exec(text);
  if (limit) report.limitBytes = Number(limit[1]) * 1024;
  const head = TABLE_HEAD.exec(text);
  if (head) report.columns = (head[1] ?? '').split(/\s+/);
  const row = TABLE_ROW.exec(text);
  if (row && report.columns.length > 0) report.tasks.push(...readRow(report.columns, Number(row[1]), row[2] ?? ''));
  const old = OLD_CONTEXT.exec(text);
  if (old) Object.assign(report, { constraint: 'memcg', taskCgroup: old[1], limitCgroup: old[2] });
  const context = CONTEXT.exec(text);
  if (context) {
    report.constraint = CONSTRAINTS[context[1] ?? ''] ?? 'unknown';
    report.limitCgroup = /,oom_memcg=([^,]+)/.exec(text)?.[1] ?? null;
    report.taskCgroup = /,task_memcg=(.+?),task=/.exec(text)?.[1] ?? null;
  }
}

/** Numbers in all columns but the last, which is the name and may hold blanks. */
function readRow(columns: string[], pid: number, row: string): Task[] {
  const parts = row.split(/\s+/);
  const rss = Number(parts[columns.indexOf('rss')]);
  const name = parts.slice(columns.length - 1).join(' ');
  return Number.isFinite(rss) && name !== '' ? [{ pid, name: cleanText(name, 16), rssBytes: rss * PAGE_BYTES }] : [];
}

function describeKill(report: Report, at: string, text: string, killed: RegExpExecArray): OomKill {
  const [, scope, pid, name = '', rss] = killed;
  const told: OomKill['constraint'] = scope === undefined ? 'unknown' : scope.startsWith('Memory') ? 'memcg' : 'none';
  return {
    at,
    victimPid: Number(pid),
    victimName: cleanText(name, 16),
    invokedBy: report.invokedBy,
    constraint: report.constraint === 'unknown' ? told : report.constraint,
    taskCgroup: report.taskCgroup,
    limitCgroup: report.limitCgroup,
    limitBytes: report.limitBytes,
    anonRssBytes: Number(rss) * 1024,
    largest: report.tasks
      .filter((task) => task.pid !== Number(pid))
      .toSorted((a, b) => b.rssBytes - a.rssBytes)
      .slice(0, LARGEST_SHOWN),
    bySystemdOomd: false,
    text: maskText(text),
  };
}

/** It ends whole control groups, and names no process. */
function killByOomd(at: string, text: string): OomKill[] {
  const found = OOMD.exec(text);
  if (!found) return [];
  const [, path = '', watched] = found;
  return [
    {
      at,
      victimPid: 0,
      victimName: cleanText(path.slice(path.lastIndexOf('/') + 1), 60),
      invokedBy: null,
      constraint: 'none',
      taskCgroup: path,
      limitCgroup: watched ?? null,
      limitBytes: null,
      anonRssBytes: null,
      largest: [],
      bySystemdOomd: true,
      text: maskText(text),
    },
  ];
}
