// From the command line to an exit code. Loads only the command that is asked for: a status must not wait for the rest.
import { Command } from 'commander';
import { packageVersion } from '../host/linux/package-root.ts';
import { EXIT } from './exit-code.ts';

type Add = (program: Command) => void | Promise<void>;

const COMMANDS: Record<string, () => Promise<Add>> = {
  init: async () => (await import('./commands/init.ts')).addInit,
  check: async () => (await import('./commands/check.ts')).addCheck,
  up: async () => (await import('./commands/up.ts')).addUp,
  status: async () => (await import('./commands/status.ts')).addStatus,
  roll: async () => (await import('./commands/roll.ts')).addRoll,
  scale: async () => (await import('./commands/scale.ts')).addScale,
  start: async () => (await import('./commands/start-stop-restart.ts')).addStartStopRestart,
  logs: async () => (await import('./commands/logs.ts')).addLogs,
  events: async () => (await import('./commands/events.ts')).addEvents,
  down: async () => (await import('./commands/down.ts')).addDown,
  install: async () => (await import('./commands/install.ts')).addInstall,
  uninstall: async () => (await import('./commands/uninstall.ts')).addUninstall,
  doctor: async () => (await import('./commands/doctor.ts')).addDoctor,
  fix: async () => (await import('./commands/fix.ts')).addFix,
  explain: async () => (await import('./commands/explain.ts')).addExplain,
  // Last: it describes all the others.
  completion: async () => (await import('./commands/completion.ts')).addCompletion,
};
/** Commands that share a file with another. */
const SHARED: Record<string, string> = { stop: 'start', restart: 'start', undo: 'fix' };

const program = new Command('allswell')
  .description('Keeps Node and NestJS applications well on a plain server behind nginx.')
  .version(packageVersion(), '-v, --version')
  .showHelpAfterError('(see --help)')
  .addHelpText(
    'after',
    `
Examples:
  $ allswell init && allswell up    write a configuration for the app of this folder, and run it
  $ allswell status                 is all well?
  $ allswell roll                   take the new build over without dropping a request`,
  );
program.exitOverride((error) => {
  process.exit(error.exitCode === 0 ? EXIT.fine : EXIT.usage);
});

const asked = process.argv[2] ?? '';
const one = asked === 'completion' ? undefined : COMMANDS[SHARED[asked] ?? asked];
for (const load of one ? [one] : Object.values(COMMANDS)) await (await load())(program);
if (process.argv.length <= 2) program.help();
// A reader that has seen enough (`| head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.fine : EXIT.bug),
);
await program.parseAsync();
