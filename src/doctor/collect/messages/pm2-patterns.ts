// What PM2's daemon writes into pm2.log, old wording and new. Data: `app`, and what the line tells of it.
// `code [0]` and `signal [SIGINT]` are what PM2 prints when it knows neither (lib/God.js): they are kept apart as unknown.
import type { MessagePattern } from './pattern.ts';
import { withoutEmpty } from './stack-place.ts';

const NAME = String.raw`(?<app>[^\]\n]{1,100}?)`;

export const pm2Patterns: readonly MessagePattern[] = [
  {
    kind: 'pm2-exited',
    pattern: new RegExp(
      `App \\[${NAME}(?::(?<slot>(?:_old_)?\\d+))?\\](?: with id \\[[^\\]]{1,20}\\] and pid \\[\\d+\\],)? exited with code \\[(?<code>-?\\d{1,4})\\] via signal \\[(?<signal>\\w{1,20})\\]`,
    ),
    data: ({ groups }) =>
      withoutEmpty({
        app: groups?.['app'],
        slot: groups?.['slot']?.startsWith('_old_') ? 'old' : undefined,
        code: groups?.['signal'] === 'SIGINT' || groups?.['code'] !== '0' ? groups?.['code'] : undefined,
        signal: groups?.['signal'] === 'SIGINT' ? undefined : groups?.['signal'],
      }),
  },
  { kind: 'pm2-stopping', pattern: new RegExp(`Stopping app:${NAME} id:(?!_old_)\\d+`) },
  { kind: 'pm2-online', pattern: /App (?:name:|\[)(?<app>[^\]:\n]{1,100}?)(?: id:\d+|:\d+\]|\]) online\b/ },
  {
    kind: 'pm2-errored',
    pattern: /Script (?<script>\S.{0,300}?) had too many unstable restarts \((?<restarts>\d{1,4})\)\. Stopped/,
  },
  {
    kind: 'pm2-memory-restart',
    pattern:
      /\[PM2\]\[WORKER\] Process (?<id>\d{1,6}) restarted because it exceeds --max-memory-restart value(?: \(current_memory=\d+ max_memory_limit=(?<limit>\d{1,16}))?/,
  },
  { kind: 'pm2-permission-denied', pattern: /connect EACCES (?<path>\S{1,300}\/(?:rpc|pub)\.sock)/ },
  { kind: 'pm2-permission-denied', pattern: /Permission denied, to give access to current user/ },
  { kind: 'pm2-unknown-id', pattern: /Unknown id (?<slot>_old_\d{1,6})/ },
];
