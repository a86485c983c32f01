// What Supervisor writes into supervisord.log, from version 3.0 to 4.2 (texts as in its process.py and options.py).
// Data: `program`, and what the line tells of it; pids are left out, so that equal lines count as one.
import type { MessagePattern } from './pattern.ts';

/** Groups with several programs are written `group:name` in some lines; the name counts. */
const PROGRAM = String.raw`(?<program>[^\s'":]{1,200})`;

export const supervisorPatterns: readonly MessagePattern[] = [
  { kind: 'supervisor-spawned', pattern: new RegExp(`INFO:? spawned: '${PROGRAM}' with pid \\d+`) },
  {
    kind: 'supervisor-exited',
    pattern: new RegExp(
      `exited: ${PROGRAM} \\(exit status (?<status>-?\\d{1,4}); (?<expected>not expected|expected)\\)`,
    ),
  },
  {
    kind: 'supervisor-terminated',
    pattern: new RegExp(
      `exited: ${PROGRAM} \\(terminated by (?<signal>\\w{1,20})(?: \\(core dumped\\))?; (?<expected>not expected|expected)\\)`,
    ),
  },
  { kind: 'supervisor-gave-up', pattern: new RegExp(`gave up: ${PROGRAM} entered FATAL state`) },
  {
    kind: 'supervisor-spawn-error',
    pattern: new RegExp(`spawnerr: (?<why>can't find command '(?<command>[^']{1,300})')`),
  },
  {
    kind: 'supervisor-spawn-error',
    pattern: new RegExp(
      `spawnerr: (?<why>(?:command at|too many open files|Too many processes|unknown error|error trying|couldn't)[^\\n]{0,200})`,
    ),
  },
  {
    kind: 'supervisor-spawn-error',
    pattern: new RegExp(`supervisor: (?<why>couldn't (?:setuid|chdir|exec)[^\\n]{1,200})`),
  },
  // Printed as it refuses to start or to reread; the section and the file come with it where it knows them.
  {
    kind: 'supervisor-config-error',
    pattern:
      /^(?:Error|error|.*?CANT_REREAD): (?<why>(?:<class '[^']{1,80}'>, )?[^\n]{1,300}?)(?: in section '(?:program:|group:|eventlistener:)?(?<program>[^']{1,200})')?(?: \(file: '?(?<file>[^')]{1,300})'?\))?$/m,
  },
  { kind: 'supervisor-stop-timeout', pattern: new RegExp(`killing '${PROGRAM}' \\(\\d+\\) with SIGKILL`) },
];
