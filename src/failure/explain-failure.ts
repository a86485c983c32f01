// The words for everything that may be expected to go wrong: what could not be done, why, the state now, what to do.
// Total: a failure without words does not compile.
import { formatDuration } from '../std/duration.ts';
import { explainDeath, tellingLines } from '../supervise/explain-death.ts';
import type { RollFailure } from '../supervise/model.ts';
import type { Failure, FailureCode } from './failure.ts';

type Words<C extends FailureCode> = (failure: Extract<Failure, { code: C }>) => {
  what: string;
  why: string;
  state: string;
  next: string;
};

const words: { [C in FailureCode]: Words<C> } = {
  'daemon-unreachable': (f) => ({
    what: 'nothing answers here',
    why: whyUnreachable(f),
    state: f.keeper === null ? 'nothing was changed' : 'nothing was changed; what serves keeps serving',
    next:
      f.reason === 'EACCES'
        ? 'run this as the user who started it, or with sudo'
        : f.keeper === null
          ? 'start it with: allswell up'
          : `see what it says in ${f.home}/daemon.log`,
  }),
  'daemon-went-away': (f) => ({
    what: 'the outcome is not known',
    why: `the daemon of ${f.home} ended before it answered`,
    state: 'its keeper starts another one, which finishes what had begun; what serves keeps serving',
    next: 'look with: allswell status, and allswell events',
  }),
  'daemon-did-not-start': (f) => ({
    what: 'Allswell did not start',
    why: f.lastWords.length > 0 ? `it said:\n${indent(f.lastWords)}` : 'it said nothing',
    state: `nothing runs for ${f.home}`,
    next: 'mend what it says and run the command again',
  }),
  'home-in-use': (f) => ({
    what: 'a second Allswell for one home is refused',
    why: `another one${f.pid ? ` (pid ${f.pid})` : ''} owns ${f.home}`,
    state: 'the first one is untouched',
    next: 'use it (allswell status), end it (allswell down), or choose another ALLSWELL_HOME',
  }),
  'home-unwritable': (f) => ({
    what: `${f.home} cannot be used`,
    why: f.reason,
    state: 'what serves keeps serving; nothing was changed',
    next: 'free disk space or mend the rights, or choose another folder with ALLSWELL_HOME',
  }),
  'state-too-new': (f) => ({
    what: 'this Allswell is older than the state it found',
    why: `${f.file} was written in format ${f.found}, and this version knows up to ${f.known}`,
    state: 'nothing was touched',
    next: 'install the newer version again, or move the file away to begin afresh',
  }),
  'config-not-found': (f) => ({
    what: 'there is no configuration here',
    why: `no allswell.yaml in ${f.from} or above it`,
    state: 'nothing was changed',
    next: 'write one with: allswell init, or run a script without one: allswell up dist/main.js',
  }),
  'config-invalid': (f) => ({
    what: 'the configuration cannot be used',
    why: `\n${f.text}`,
    state: 'what serves keeps serving as before',
    next: 'mend the file; check it with: allswell check',
  }),
  'launch-refused': (f) => ({
    what: `${f.app} cannot be started as it is written`,
    why: `\n${indent(f.problems.map(({ pool, message }) => `${pool}: ${message}`))}`,
    state: 'what serves keeps serving as before',
    next: 'mend the above; see what would run with: allswell check',
  }),
  'app-unknown': (f) => ({
    what: f.app === null ? 'which app?' : `there is no app ${f.app} here`,
    why: f.known.length === 0 ? 'no app runs here' : `the apps here are ${f.known.join(', ')}`,
    state: 'nothing was changed',
    next: f.known.length === 0 ? 'start one with: allswell up' : 'name one of them',
  }),
  'pool-unknown': (f) => ({
    what: `${f.app} has no pool ${f.pool}`,
    why: `its pools are ${f.known.join(', ')}`,
    state: 'nothing was changed',
    next: 'name one of them',
  }),
  'seat-unknown': (f) => ({
    what: `${f.app}.${f.pool} has no seat ${f.seat}`,
    why: `it has ${f.seats} ${f.seats === 1 ? 'seat' : 'seats'}, counted from 1`,
    state: 'nothing was changed',
    next: `see them with: allswell status`,
  }),
  'target-invalid': (f) => ({
    what: `"${f.text}" names nothing`,
    why: 'a target is APP, APP.POOL or APP.POOL.SEAT, for example shop.web.2',
    state: 'nothing was changed',
    next: 'see what there is with: allswell status',
  }),
  'scale-refused': (f) => ({
    what: `${f.pool} was not scaled`,
    why: f.reason,
    state: 'nothing was changed',
    next: 'leave it at 1',
  }),
  'roll-failed': (f) => ({
    what: f.wasCommitted
      ? `${f.app}: generation ${f.generation} was undone`
      : `${f.app}: generation ${f.generation} was not taken`,
    why: explainRollFailure(f.failure),
    state:
      f.keeps === 0
        ? 'nothing serves; this was its first start'
        : `generation ${f.keeps} serves on${f.wasCommitted ? ', started again where it had left' : ', untouched'}`,
    next: nextAfter(f.failure, f.keeps),
  }),
  'roll-superseded': (f) => ({
    what: `${f.app}: generation ${f.generation} was not taken`,
    why: `generation ${f.by} was asked for after it`,
    state: 'the newer one is rolled instead',
    next: 'nothing',
  }),
  'overlap-refused': (f) => ({
    what: `${f.app} was not rolled: there is no room for even one more worker`,
    why: f.reason,
    state: 'what serves keeps serving, untouched',
    next: 'free memory or connections, lower the number of workers, or insist with: allswell roll --even-if-tight',
  }),
  'app-frozen': (f) => ({
    what: `${f.app} takes no orders`,
    why: `a bug of ours stopped its decisions: ${f.reason}`,
    state: 'its workers serve on',
    next: 'please report it; `allswell down` and `allswell up` start afresh',
  }),
  'needs-root': (f) => ({
    what: 'only root can do this',
    why: 'it writes to /etc/systemd/system, and the ports are then held for all users (units of a single user are not supported)',
    state: 'nothing was changed',
    next: `run: sudo ${f.command}`,
  }),
  'systemd-missing': () => ({
    what: 'there is no systemd here',
    why: 'it is not what started this machine (no /run/systemd/system), as in most containers',
    state: 'nothing was changed',
    next: 'have your container or your init start `allswell up` in the foreground instead',
  }),
  'program-writable': (f) => ({
    what: 'this Allswell is not fit to be started by root at every boot',
    why: `${f.path} can be changed by ${f.by}, who would then be root`,
    state: 'nothing was changed',
    next: 'install it for all users and use that one: sudo npm install -g allswell && sudo allswell install',
  }),
  'program-passing': (f) => ({
    what: 'this Allswell may be gone at the next boot',
    why: `${f.path} belongs to a package runner or a version manager, which takes it away with the next version`,
    state: 'nothing was changed',
    next: "install it with the system's npm and use that one: sudo npm install -g allswell && sudo allswell install",
  }),
  'nothing-to-install': () => ({
    what: 'there is no app to install',
    why: 'none runs here, so there is no address that systemd could hold',
    state: 'nothing was changed',
    next: 'name its configuration: allswell install /srv/shop/allswell.yaml',
  }),
  'unit-of-other-home': (f) => ({
    what: `${f.home} was not installed`,
    why: `allswell.service works in ${f.unitHome}, and there is one for a machine`,
    state: 'nothing was changed',
    next: `use that home (leave ALLSWELL_HOME away, or set it to ${f.unitHome}), or end it first: allswell uninstall`,
  }),
  'systemd-refused': (f) => ({
    what: 'systemd did not do it',
    why: `${f.command}: ${f.reason === '' ? 'it gave no reason' : f.reason}`,
    state: f.isPutBack
      ? 'the units are as before, and so are the apps'
      : 'see: systemctl status allswell.service allswell.socket',
    next: 'mend that, and run the command again (more of it: journalctl -u allswell.service -u allswell.socket)',
  }),
  bug: (f) => ({
    what: 'this is a bug of ours',
    why: f.text,
    state: 'unknown',
    next: 'please report it with the lines above',
  }),
};

export function explainFailure(failure: Failure): string {
  const { what, why, state, next } = (words[failure.code] as (failure: Failure) => ReturnType<Words<FailureCode>>)(
    failure,
  );
  return `${what}\n  why:   ${why.trim()}\n  now:   ${state}\n  next:  ${next}`;
}

export function explainRollFailure(failure: RollFailure): string {
  switch (failure.kind) {
    case 'worker-died':
      return `${failure.death.worker.split('#')[0]} ${explainDeath(failure.death)}${lastWords(failure.death.lastWords)}`;
    case 'start-timed-out': {
      const worker = failure.worker.split('#')[0];
      const seen = failure.lastProbe ?? 'it never listened';
      const probe = seen.startsWith('GET ') ? `its last answer: ${seen}` : seen;
      return `${worker} was not ready after ${formatDuration(failure.afterMs)}; ${probe}`;
    }
    case 'socket-refused':
      return failure.reason;
    case 'cancelled':
      return 'it was cancelled';
  }
}

function whyUnreachable({ home, reason, keeper }: Extract<Failure, { code: 'daemon-unreachable' }>): string {
  if (reason === 'EACCES') return `${home} belongs to another user`;
  if (!/ENOENT|ECONNREFUSED/.test(reason)) return reason;
  if (keeper === null) return `no Allswell runs for ${home}`;
  return `the keeper of ${home} runs (pid ${keeper}), and the daemon that it starts again and again does not`;
}

const nextAfter = (failure: RollFailure, keeps: number): string => {
  if (failure.kind === 'socket-refused')
    return 'end that process or choose another `listen:`, then run the command again';
  if (failure.kind === 'start-timed-out')
    return 'see its output with: allswell logs; a slow boot needs a longer `start:`';
  return keeps === 0 ? 'mend the cause and run: allswell up' : 'mend the cause and run: allswell roll';
};

function lastWords(lines: string[]): string {
  const telling = tellingLines(lines);
  return telling.length > 0 ? `; its last words:\n${indent(telling)}` : '; it printed nothing on stderr';
}

const indent = (lines: string[]): string => lines.map((line) => `         ${line}`).join('\n');
