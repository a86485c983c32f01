// Finds pid files that name a process which is gone or somebody else's, where something goes by them: it won't start, or is thought to run.
import type { PidFile } from '../../facts/supervision-facts.ts';
import { isSameApp } from '../../join/app-root.ts';
import { type Kept, keptOf } from '../../join/kept.ts';
import { makeFinding, told } from '../../join/make-finding.ts';
import { evidenceOf, messagesOf, newestFirst } from '../../join/messages.ts';
import { isAboutKept, isIll } from '../../join/missed.ts';
import type { Evidence, FactId, Facts, Finding, Rule } from '../../model.ts';

const ID = 'pid-file-names-dead-or-foreign-process';

export const rule: Rule<'pid-files' | 'processes'> = {
  id: ID,
  role: 'cause',
  title: 'A pid file names a process that is gone, or not the one it was written for',
  needs: ['pid-files', 'processes'],
  judge: (facts) =>
    keptOf(facts).flatMap((kept): Finding[] => {
      const believed = whoBelieves(facts, kept);
      if (believed === null) return [];
      const { file, who, evidence } = believed;
      const named = file.isAlive
        ? `pid ${file.pid}, which is ${file.processName ?? 'another program'} since ${file.processStartedAt?.slice(0, 16).replace('T', ' ') ?? 'later'}`
        : `pid ${file.pid}, which is gone`;
      return [
        makeFinding(ID, 'cause', {
          about: [kept.key, `file:${file.path}`],
          says: `${file.path} names ${named}, and ${who} goes by it: ${kept.name} is not started.`,
          began: file.modifiedAt,
          evidence: [told(file.path, `${file.pid}, written ${file.modifiedAt.slice(0, 19)}`), evidence],
          data: { path: file.path, pid: file.pid, keeper: kept.key },
          remedy: {
            says: 'Make sure that no process of the application is left, remove that one file, and start it again.',
            commands: [`ps -o pid,user,lstart,args -p ${file.pid}`, `rm ${file.path}`, ...kept.commands.start],
            fix: 'remove-stale-pid-file',
          },
        }),
      ];
    }),
};

interface Believed {
  file: PidFile;
  who: string;
  evidence: Evidence;
}

function whoBelieves(facts: Facts<FactId>, kept: Kept): Believed | null {
  const files = (facts.find('pid-files') ?? []).filter(({ pid }) => pid !== null);
  if (kept.kind === 'panel') {
    const project = facts.find('aapanel.projects')?.find(({ name }) => name === kept.name);
    const file = files.find(({ path }) => path === project?.pidFile);
    return file && project?.isPidForeign
      ? {
          file,
          who: 'the panel',
          evidence: told('the panel', `${kept.name} is counted as running while pid ${file.pid} exists`),
        }
      : null;
  }
  if (!isIll(facts, kept)) return null;
  const stale = files.filter((file) => isStale(facts, file));
  const [message] = newestFirst(messagesOf(facts, ['pid-file-refused'], (one) => isAboutKept(one, kept)));
  if (!message) return null;
  const { path, pid } = message.data;
  const file =
    stale.find((one) => one.path === path || (pid !== undefined && String(one.pid) === pid)) ??
    (path === undefined && pid === undefined ? stale.find((one) => isSameApp(one.folder, kept.folder)) : undefined);
  return file ? { file, who: 'the application', evidence: evidenceOf(message) } : null;
}

/** Gone; or alive, but started after the file was written, or no process of Node where one was meant. */
function isStale(facts: Facts<FactId>, file: PidFile): boolean {
  if (!file.isAlive) return true;
  const isLater =
    file.processStartedAt !== null && Date.parse(file.processStartedAt) > Date.parse(file.modifiedAt) + 5000;
  const process = facts.find('processes')?.find(({ pid, start }) => `${pid}@${start}` === file.process);
  return (
    isLater ||
    (process !== undefined && !isSameApp(process.cwd, file.folder) && file.folder !== null && !process.isNode)
  );
}
