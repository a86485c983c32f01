// Finds programs that Supervisor runs otherwise than its files say, or not at all, because the change was never applied.
import type { SupervisorProgram } from '../../facts/supervision-facts.ts';
import { keptOf } from '../../join/kept.ts';
import { makeFinding } from '../../join/make-finding.ts';
import { isIll } from '../../join/missed.ts';
import type { Evidence, FactId, Facts, Finding, Rule } from '../../model.ts';

const ID = 'supervisor-config-not-applied';
/** Of the options that the daemon tells of, those whose values are written alike in files and answers. */
const COMPARED = ['command', 'directory', 'startsecs', 'startretries', 'stopwaitsecs'];

export const rule: Rule<'supervisor.programs'> = {
  id: ID,
  role: 'cause',
  title: "Supervisor's files were changed, and the change was never applied",
  needs: ['supervisor.programs'],
  judge: (facts) => {
    const { programs, daemonPid } = facts.get('supervisor.programs');
    const kept = keptOf(facts);
    if (daemonPid === null) return [];
    return programs.flatMap((program): Finding[] => {
      const differing = differencesOf(facts, program);
      if (differing.length === 0) return [];
      const { name, state, place } = program;
      const isNotLoaded = state === 'NOT-LOADED';
      const keeper = kept.find(({ key }) => key === `program:${name}`);
      const matters = isNotLoaded || (keeper !== undefined && isIll(facts, keeper));
      return [
        makeFinding(ID, matters ? 'cause' : 'smell', {
          about: [`program:${name}`, ...(place ? [`file:${place.file}` as const] : [])],
          says: isNotLoaded
            ? `${place?.file ?? 'A file'} has the program ${name}, and Supervisor doesn't know it: the file was never applied.`
            : `Supervisor runs ${name} by older words than ${place?.file ?? 'its files'} ${place ? 'has' : 'have'} now: ${differing.map(({ what }) => what).join(', ')}.`,
          began: program.configuredAt,
          evidence: differing.map(({ evidence }) => evidence).slice(0, 4),
          data: { program: name, file: place?.file ?? null, differs: differing.map(({ what }) => what).join(' ') },
          remedy: {
            says: '`restart` and `reread` change nothing; `update` applies the files, and restarts the programs that differ.',
            commands: ['supervisorctl reread', `supervisorctl update${place ? ` ${program.group}` : ''}`],
            fix: 'apply-supervisor-config',
          },
        }),
      ];
    });
  },
};

interface Difference {
  what: string;
  evidence: Evidence;
}

function differencesOf(facts: Facts<FactId>, program: SupervisorProgram): Difference[] {
  const { name, place, configured, running, state } = program;
  const file = place ? { file: place.file, line: place.line } : {};
  if (state === 'NOT-LOADED')
    return [
      {
        what: 'the program',
        evidence: {
          source: 'supervisor files',
          text: `[${name}] is not among the programs that supervisord tells of`,
          ...file,
        },
      },
    ];
  if (configured === null)
    return [
      {
        what: 'the program, which no file has any more',
        evidence: { source: 'supervisord', text: `${name} is ${state}, and no file has it` },
      },
    ];
  const options = COMPARED.flatMap((option): Difference[] => {
    const [now, then] = [configured[option], running?.[option]];
    if (now === undefined || then === undefined || now.includes('%(') || now === then) return [];
    return [
      {
        what: option,
        evidence: { source: 'supervisor files', text: `${option}=${now}; supervisord runs it with ${then}`, ...file },
      },
    ];
  });
  return [...options, ...ofProcess(facts, program, options)];
}

/** After `reread` the daemon tells the new words while the old process runs: only the process itself shows that. */
function ofProcess(facts: Facts<FactId>, program: SupervisorProgram, known: Difference[]): Difference[] {
  const process = facts.find('processes')?.find(({ pid }) => pid === program.pid);
  const now = process?.environment;
  if (!process || now == null) return [];
  const file = program.place ? { file: program.place.file, line: program.place.line } : {};
  const differing = Object.entries(program.environment).flatMap(([name, hash]) => (now[name] === hash ? [] : [name]));
  const values = differing.map(
    (name): Difference => ({
      what: name,
      evidence: {
        source: 'environment',
        text: `${name}: ${now[name] === undefined ? 'the process has none' : 'the process has another value than the file'}`,
        ...file,
      },
    }),
  );
  const { command } = program.configured ?? {};
  const isOther =
    command !== undefined &&
    /^[\w./\s=-]+$/.test(command) &&
    !known.some(({ what }) => what === 'command') &&
    !isCommandOf(command, process.argv);
  const line: Difference = {
    what: 'command',
    evidence: {
      source: 'processes',
      text: `pid ${process.pid} is ${process.argv.join(' ').slice(0, 120)}; the file says ${command}`,
      ...file,
    },
  };
  return [...values, ...(isOther ? [line] : [])];
}

/** A process may have renamed itself, or been exec'ed by a shell or env: then its line proves nothing. */
function isCommandOf(command: string, argv: string[]): boolean {
  const words = command.split(/\s+/).filter(Boolean);
  const isPlainNode = /(^|\/)node$/.test(words[0] ?? '') && /(^|\/)node$/.test(argv[0] ?? '');
  return !isPlainNode || words.slice(1).join(' ') === argv.slice(1).join(' ');
}
