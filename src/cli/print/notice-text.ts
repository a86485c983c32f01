// One line for each thing that happened, the same in `events`, in `up` and in the demo.
import { explainRollFailure } from '../../failure/explain-failure.ts';
import { formatDuration } from '../../std/duration.ts';
import { unreachable } from '../../std/unreachable.ts';
import { explainDeath, tellingLines } from '../../supervise/explain-death.ts';
import { type Notice, socketKey } from '../../supervise/model.ts';

const PROOF = {
  health: 'its health answered',
  listening: 'it listens',
  message: 'it said ready',
  alive: 'it stayed up',
};
const PHASE = {
  'proving-web': 'proving web workers in standby',
  'proving-queue': 'starting queue workers',
  'handing-over': 'handing the scheduler over',
  settling: 'filling every seat',
};
const BECAUSE = {
  replaced: 'replaced by a newer generation',
  restarted: 'replaced by its twin',
  stopped: 'stopped',
  'scaled-down': 'scaled down',
  'roll-abandoned': 'its roll failed',
  'handed-over': 'handed over to its successor',
  'address-learned': 'starts again with its socket',
  'start-timed-out': 'was not ready in time',
};

export function noticeText(notice: Notice): string {
  switch (notice.kind) {
    case 'roll-started':
      return `generation ${notice.generation} is being started, to be proved before it serves`;
    case 'roll-waiting':
      return `generation ${notice.generation} waits for generation ${notice.behind}`;
    case 'roll-superseded':
      return `generation ${notice.generation} gives way to generation ${notice.by}, asked for later`;
    case 'roll-phase':
      return `generation ${notice.generation}: ${PHASE[notice.phase]}`;
    case 'roll-committed':
      return `generation ${notice.generation} is proved and takes over (${formatDuration(notice.tookMs)})`;
    case 'roll-settled':
      return `generation ${notice.generation} serves on every seat (${formatDuration(notice.tookMs)})`;
    case 'roll-abandoned':
      return `generation ${notice.generation} was not taken, ${notice.keeps === 0 ? 'nothing serves' : `generation ${notice.keeps} serves on`}: ${explainRollFailure(notice.failure)}`;
    case 'roll-undone':
      return `generation ${notice.generation} was undone, generation ${notice.keeps} comes back: ${explainRollFailure(notice.failure)}`;
    case 'worker-died': {
      const rest =
        notice.restMs === 0 ? 'its seat is filled at once' : `its seat rests ${formatDuration(notice.restMs)}`;
      return `${seat(notice.death.worker)} ${explainDeath(notice.death)}; ${rest}${said(notice.death.lastWords)}`;
    }
    case 'worker-gone': {
      const { signal, code } = notice.exit;
      const how = signal ?? (code === null ? 'exit status unknown' : `code ${code}`);
      return `${seat(notice.worker)} has gone: ${BECAUSE[notice.because]} (${how}${notice.wasKilled ? ', after its deadline' : ''})`;
    }
    case 'worker-serves':
      return `${seat(notice.worker)} serves: ${PROOF[notice.proof]} (${formatDuration(notice.bootMs)} after its start)`;
    case 'address-learned':
      return `${notice.pool} wants to listen on ${socketKey(notice.address)}; learned, it starts again with that socket`;
    case 'stand-in-opened':
      return `${notice.pool} has no worker that serves: requests are answered with 503 until it has`;
    case 'connections-cut':
      return `${seat(notice.worker)} ended its drain with ${cut(notice)}`;
    case 'killed-at-deadline':
      return `${seat(notice.worker)} did not end in time and gets SIGKILL`;
    default:
      return unreachable(notice);
  }
}

function cut({ webSockets, streams, idle }: Extract<Notice, { kind: 'connections-cut' }>): string {
  const parts = [
    webSockets > 0 ? `${webSockets} open WebSocket${webSockets === 1 ? '' : 's'}, closed with 1012` : null,
    streams > 0 ? `${streams} answer${streams === 1 ? '' : 's'} under way, cut` : null,
    idle > 0 ? `${idle} idle connection${idle === 1 ? '' : 's'}, closed` : null,
  ];
  return parts.filter((part) => part !== null).join('; ');
}

/** The number that makes an id unique says nothing to a person. */
const seat = (worker: string): string => worker.split('#')[0] ?? worker;

/** Stack frames say little in one line; the message above them says it. */
function said(lines: string[]): string {
  const telling = tellingLines(lines)
    .filter((line) => !/^\s+at /.test(line))
    .slice(-3);
  return telling.length > 0 ? `; it said: ${telling.map((line) => line.trim()).join(' | ')}` : '';
}

/** The outcome of a roll is said by its reply, with more words. */
export const isToldByReply = (notice: Notice): boolean =>
  notice.kind === 'roll-abandoned' || notice.kind === 'roll-undone';
