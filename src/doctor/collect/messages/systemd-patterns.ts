// What systemd says of units, from version 219 to 257. Data: `unit`, and what the line tells of it; counters and pids are left out.
import type { MessagePattern } from './pattern.ts';

const UNIT = String.raw`(?<unit>[\w@.:\\-]{1,200}\.(?:service|scope|socket))`;
const ofUnit = (words: string, flags = ''): RegExp => new RegExp(`${UNIT}: ${words}`, flags);

export const systemdPatterns: readonly MessagePattern[] = [
  {
    kind: 'systemd-main-exited',
    pattern: ofUnit(
      String.raw`[Mm]ain process exited, code=(?<code>\w{1,20}),? status=(?<status>\d{1,3})(?:/(?<name>[\w/]{1,20}))?`,
    ),
  },
  { kind: 'systemd-failed', pattern: ofUnit(`Failed with result '(?<result>[\\w-]{1,40})'`) },
  { kind: 'systemd-restarted', pattern: ofUnit('Scheduled restart job, restart counter is at \\d+') },
  {
    kind: 'systemd-restarted',
    pattern: ofUnit('Service (?:hold-off time over|RestartSec=\\S{1,20} expired), scheduling restart'),
  },
  { kind: 'systemd-start-limit', pattern: ofUnit('Start request repeated too quickly') },
  { kind: 'systemd-start-limit', pattern: new RegExp(`start request repeated too quickly for ${UNIT}`) },
  { kind: 'systemd-start-limit', pattern: new RegExp(`${UNIT} start request repeated too quickly, refusing to start`) },
  {
    kind: 'systemd-oom',
    pattern: ofUnit('A process of this unit has been killed by the OOM killer'),
    data: ({ groups }) => ({ unit: groups?.['unit'] ?? '', by: 'kernel' }),
  },
  {
    kind: 'systemd-oom',
    pattern: ofUnit('systemd-oomd killed \\d+ process'),
    data: ({ groups }) => ({ unit: groups?.['unit'] ?? '', by: 'systemd-oomd' }),
  },
  {
    kind: 'systemd-exec-failed',
    pattern: ofUnit('Failed at step EXEC spawning (?<path>.{1,300}?): (?<why>[\\w ]{1,80})'),
  },
  {
    kind: 'systemd-exec-failed',
    pattern: ofUnit('Failed to locate executable (?<path>.{1,300}?): (?<why>[\\w ]{1,80})'),
  },
  {
    kind: 'systemd-exec-failed',
    pattern: ofUnit('Unable to locate executable .(?<path>.{1,300}?).: (?<why>[\\w ]{1,80})'),
  },
  {
    kind: 'systemd-chdir-failed',
    pattern: ofUnit('Failed at step CHDIR spawning (?<path>.{1,300}?): (?<why>[\\w ]{1,80})'),
  },
  {
    kind: 'systemd-chdir-failed',
    pattern: ofUnit('Changing to the requested working directory failed: (?<why>[\\w ]{1,80})'),
  },
  {
    kind: 'systemd-user-failed',
    pattern: ofUnit('Failed at step (?<step>USER|GROUP) spawning (?<path>.{1,300}?): (?<why>[\\w ]{1,80})'),
  },
  {
    kind: 'systemd-user-failed',
    pattern: ofUnit('Failed to determine (?<step>user|group) credentials: (?<why>[\\w ]{1,80})'),
  },
  { kind: 'systemd-env-file-absent', pattern: ofUnit('Failed to load environment files: (?<why>[\\w ]{1,80})') },
  { kind: 'systemd-stop-timeout', pattern: ofUnit(`State '(?<state>(?:final|stop)-[\\w-]{1,30})' timed out`) },
  { kind: 'systemd-stop-timeout', pattern: ofUnit('(?<state>[Ss]top(?:ping|-sigterm)?) timed out') },
  {
    kind: 'systemd-left-over',
    pattern: ofUnit('Found left-over process \\d+ \\((?<comm>.{1,40}?)\\) in control group while starting unit'),
  },
  {
    kind: 'systemd-left-over',
    pattern: ofUnit('Unit process \\d+ \\((?<comm>.{1,40}?)\\) remains running after unit stopped'),
  },
  {
    kind: 'systemd-unknown-directive',
    pattern:
      /(?<file>\/[^\s:]{1,300}):(?<line>\d{1,5}): Unknown (?:key(?: name)?|lvalue) '(?<name>[^']{1,100})' in section/,
  },
  { kind: 'systemd-stopping', pattern: /^Stopping (?<unit>[\w@.:\\-]{1,200}\.service)\b/ },
  // Before 250 only the description stood there; the journal's own field says which unit it is.
  {
    kind: 'systemd-stopping',
    pattern: /^Stopping (?!\S{1,200}\.(?:service|socket|scope|slice|target))[^\n]{1,200}\.\.\.$/,
    data: () => ({}),
  },
  { kind: 'systemd-started', pattern: /^Started (?<unit>[\w@.:\\-]{1,200}\.service)\b/ },
];
