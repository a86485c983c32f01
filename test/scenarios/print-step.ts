// The short words for events and commands, as scenarios and the simulation show them.
import { formatDuration } from '../../src/std/duration.ts';
import type { AppCommand, AppEvent, Death, Exit, Notice, PoolPolicy, RollFailure } from '../../src/supervise/model.ts';
import { socketKey } from '../../src/supervise/model.ts';

export function printEvent(event: AppEvent): string {
  const { at: _, kind } = event;
  switch (event.kind) {
    case 'worker-spawned':
      return `${kind} ${event.worker} ${event.pid}`;
    case 'worker-ready':
      return `${kind} ${event.worker} ${event.proof}`;
    case 'probe-failed':
      return `${kind} ${event.worker} ${event.detail}`;
    case 'worker-serving':
    case 'worker-drained':
    case 'worker-adopted':
      return `${kind} ${event.worker}`;
    case 'worker-exited':
      return `${kind} ${event.worker} ${event.reason === null ? printExit(event) : `reason ${event.reason}`}`;
    case 'roll-asked':
      return `${kind} ${event.candidate} ${Object.entries(event.policies).map(printPolicy).join(' ')}${printOverlap(event.overlap)}`;
    case 'socket-opened':
      return `${kind} ${socketKey(event.address)}`;
    case 'socket-refused':
      return `${kind} ${socketKey(event.address)} ${event.reason}`;
    case 'worker-listens':
    case 'listen-asked':
      return `${kind} ${event.worker} ${socketKey(event.address)}`;
    case 'stand-in-exited':
      return `${kind} ${event.pool}`;
    case 'scale-asked':
      return `${kind} ${event.pool} ${event.workers}`;
    case 'stop-asked':
    case 'start-asked':
    case 'restart-asked':
      return `${kind} ${event.pool ?? 'all'}${event.seat === null ? '' : `.${event.seat}`}`;
    case 'daemon-resumed':
      return `${kind} present ${list(event.present)} sockets ${list(event.sockets)} stand-ins ${list(event.standIns ?? [])}`;
    case 'time-passed':
    case 'roll-cancelled':
      return kind;
  }
}

export function printCommand(command: AppCommand): string {
  switch (command.kind) {
    case 'spawn-worker': {
      const on = command.sockets.length > 0 ? ` on ${command.sockets.map(socketKey).join(' ')}` : '';
      return `spawn ${command.worker} generation ${command.generation}${on}`;
    }
    case 'serve-worker':
      return `serve ${command.worker}`;
    case 'drain-worker':
      return `drain ${command.worker} within ${formatDuration(command.deadlineMs)}, ${command.mode}`;
    case 'signal-worker':
      return `${command.signal} ${command.worker}, ${command.because}`;
    case 'open-socket':
      return `open ${socketKey(command.address)}`;
    case 'close-socket':
      return `close ${socketKey(command.address)}`;
    case 'open-stand-in':
      return `open stand-in of ${command.pool} on ${socketKey(command.address)}`;
    case 'close-stand-in':
      return `close stand-in of ${command.pool}`;
    case 'tell':
      return `tell: ${printNotice(command.notice)}`;
  }
}

export function printNotice(notice: Notice): string {
  switch (notice.kind) {
    case 'roll-started':
      return `roll-started ${notice.generation}${printOverlap(notice.overlap)}`;
    case 'roll-waiting':
      return `roll-waiting ${notice.generation} behind ${notice.behind}`;
    case 'roll-superseded':
      return `roll-superseded ${notice.generation} by ${notice.by}`;
    case 'roll-phase':
      return `roll-phase ${notice.generation} ${notice.phase}`;
    case 'roll-committed':
    case 'roll-settled':
      return `${notice.kind} ${notice.generation} after ${notice.tookMs} ms`;
    case 'roll-abandoned':
    case 'roll-undone':
      return `${notice.kind} ${notice.generation}, keeps ${notice.keeps}: ${printFailure(notice.failure)}`;
    case 'worker-died':
      return `worker-died ${printDeath(notice.death)}, rests ${notice.restMs} ms`;
    case 'worker-gone':
      return `worker-gone ${notice.worker}, ${notice.because}, ${printExit(notice.exit)}${notice.wasKilled ? ', was killed' : ''}`;
    case 'worker-serves':
      return `worker-serves ${notice.worker} after ${notice.bootMs} ms, proof ${notice.proof}`;
    case 'address-learned':
      return `address-learned ${notice.pool} ${socketKey(notice.address)}`;
    case 'stand-in-opened':
      return `stand-in-opened ${notice.pool}`;
    case 'connections-cut':
      return `connections-cut ${notice.worker}, ${notice.webSockets} WebSockets, ${notice.streams} streams, ${notice.idle} idle`;
    case 'killed-at-deadline':
      return `killed-at-deadline ${notice.worker} after ${notice.afterMs} ms`;
  }
}

function printFailure(failure: RollFailure): string {
  switch (failure.kind) {
    case 'worker-died':
      return `worker-died ${printDeath(failure.death)}`;
    case 'start-timed-out':
      return `start-timed-out ${failure.worker} after ${failure.afterMs} ms${failure.lastProbe ? `, ${failure.lastProbe}` : ''}`;
    case 'socket-refused':
      return `socket-refused ${socketKey(failure.address)}, ${failure.reason}`;
    case 'cancelled':
      return 'cancelled';
  }
}

const printDeath = (death: Death): string =>
  `${death.worker} ${death.during} ${printExit(death)}${death.reason === null ? '' : ` (${death.reason})`}`;

const printExit = ({ code, signal }: Exit): string =>
  signal === null ? (code === null ? 'exit unknown' : `code ${code}`) : `signal ${signal}`;

const printOverlap = (overlap: Record<string, number>): string => {
  const parts = Object.entries(overlap).map(([pool, width]) => ` ${pool}=${width}`);
  return parts.length === 0 ? '' : ` overlap${parts.join('')}`;
};

const printPolicy = ([name, policy]: [string, PoolPolicy]): string => `${name}:${policy.kind}*${policy.workers}`;

const list = (items: string[]): string => (items.length === 0 ? 'none' : items.join(' '));
