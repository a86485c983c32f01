// Finds processes that run with values which their unit or their .env file no longer has: they were changed and not taken over.
import type { ProcessFact } from '../../facts/process-facts.ts';
import { isSameApp } from '../../join/app-root.ts';
import { type Kept, keptOf, keyOf, pm2As } from '../../join/kept.ts';
import { makeFinding } from '../../join/make-finding.ts';
import { isIll } from '../../join/missed.ts';
import type { FactId, Facts, Finding, Rule } from '../../model.ts';

const ID = 'environment-of-process-older-than-its-source';

interface Stale {
  names: string[];
  source: string;
  changedAt: string | null;
  commands: string[];
  says: string;
}

export const rule: Rule<'processes'> = {
  id: ID,
  role: 'cause',
  title: 'A process runs with an older environment than its source has',
  needs: ['processes'],
  judge: (facts) =>
    keptOf(facts).flatMap((kept): Finding[] => {
      const process = facts.get('processes').find(({ pid }) => kept.pids.includes(pid));
      if (!process?.environment) return [];
      const stale =
        kept.kind === 'unit' ? ofUnit(facts, kept, process) : kept.kind === 'pm2' ? ofPm2(facts, kept, process) : null;
      if (stale === null) return [];
      const isIllNow = isIll(facts, kept);
      return [
        makeFinding(ID, isIllNow ? 'cause' : 'smell', {
          about: [kept.key, keyOf(process), `file:${stale.source}`],
          says: `${kept.name} (pid ${process.pid}) runs with other values of ${stale.names.slice(0, 4).join(', ')} than ${stale.source} has now.`,
          began: stale.changedAt,
          strength: isIllNow ? 'strong' : 'proof',
          evidence: [
            {
              source: `/proc/${process.pid}/environ`,
              text: `${stale.names.slice(0, 6).join(', ')}: compared by hash, values not shown; started ${process.startedAt.slice(0, 19)}`,
            },
            { source: stale.source, text: `changed ${stale.changedAt ?? 'since'}`, file: stale.source },
          ],
          data: { keeper: kept.key, names: stale.names.join(' '), source: stale.source, pid: process.pid },
          remedy: { says: stale.says, commands: stale.commands, fix: 'restart-with-new-environment' },
        }),
      ];
    }),
};

/** The collector reads a unit's environment files as they are now; the process has what they were. */
function ofUnit(facts: Facts<FactId>, kept: Kept, process: ProcessFact): Stale | null {
  const unit = facts.find('systemd.units')?.find(({ name }) => name === kept.name);
  if (!unit || unit.needsDaemonReload || unit.mainPid !== process.pid) return null;
  const names = Object.entries(unit.environment).flatMap(([name, hash]) =>
    process.environment?.[name] === hash ? [] : [name],
  );
  const newest = unit.environmentFiles
    .filter(({ exists }) => exists)
    .toSorted((a, b) => (b.modifiedAt ?? '').localeCompare(a.modifiedAt ?? ''))[0];
  const changedAt =
    [newest?.modifiedAt ?? null, unit.changedAt]
      .filter((at) => at !== null)
      .toSorted()
      .at(-1) ?? null;
  // Older sources mean that the program set them itself before it was seen, as wrappers do.
  if (names.length === 0 || changedAt === null || changedAt <= process.startedAt) return null;
  const source = newest?.modifiedAt === changedAt ? newest.path : (unit.files[0] ?? unit.name);
  return {
    names,
    source,
    changedAt,
    commands: [`systemctl restart ${unit.name}`],
    says: 'Restart it: an environment is read once, at the start.',
  };
}

/** What a keeper rightly gives otherwise than a file for everybody does. */
const OWN = new Set(['PORT', 'HOST', 'NODE_ENV', 'NODE_OPTIONS', 'PATH', 'HOME', 'USER', 'PWD', 'TZ', 'LANG']);

/** PM2 saves the environment of the first start; a variable that is there already is not overridden by dotenv. */
function ofPm2(facts: Facts<FactId>, kept: Kept, process: ProcessFact): Stale | null {
  const daemon = facts.find('pm2.daemons')?.find((one) => one.apps.some(({ pid }) => pid === process.pid));
  const app = daemon?.apps.find(({ pid }) => pid === process.pid);
  const files = (facts.find('apps') ?? [])
    .filter(({ folder }) => folder === kept.folder || isSameApp(folder, kept.folder))
    .flatMap(({ envFiles }) => envFiles);
  const file = files.find(({ path }) => path.endsWith('/.env'));
  if (!app || !daemon || !file) return null;
  const names = Object.entries(file.values).flatMap(([name, hash]) => {
    const saved = app.environment[name];
    if (OWN.has(name)) return [];
    return saved !== undefined && saved !== hash && process.environment?.[name] === saved ? [name] : [];
  });
  if (names.length === 0) return null;
  const says =
    "PM2 gives the values that it saved when the application was first started, and `restart` keeps them: dotenv doesn't override what is there.";
  const as = pm2As(daemon.user, daemon.home);
  return {
    names,
    source: file.path,
    changedAt: file.modifiedAt,
    commands: [`set -a; . ${file.path}; set +a`, `${as} restart ${app.name} --update-env`, `${as} save`],
    says,
  };
}
