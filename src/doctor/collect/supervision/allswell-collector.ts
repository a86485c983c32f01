// Asks this machine's own daemon how its pools are. One that doesn't answer is a fact as well.
import { callDaemon } from '../../../control/call-daemon.ts';
import { listBriefProcesses, readEnviron } from '../../../host/linux/brief-processes.ts';
import { findHome, type Home } from '../../../host/linux/home.ts';
import { exists } from '../../../host/linux/look-at-path.ts';
import { type Collector, known, none, unknown } from '../collector.ts';

const ANSWER_TIMEOUT_MS = 2000;

export const allswellCollector: Collector = {
  name: 'allswell',
  ids: ['allswell.status'],
  stage: 1,
  budgetMs: 3000,
  collect: async () => {
    const home = findRunning();
    if (home === null) return { 'allswell.status': none };
    if (exists(home.controlSocket) === null)
      return { 'allswell.status': unknown('denied', `${home.controlSocket} may not be used`) };
    const call = callDaemon(home, { kind: 'status' });
    const late = Promise.withResolvers<null>();
    const timer = setTimeout(() => late.resolve(null), ANSWER_TIMEOUT_MS);
    const answer = await Promise.race([call.reply, late.promise]);
    clearTimeout(timer);
    call.hangUp();
    if (answer === null)
      return { 'allswell.status': unknown('timed-out', `no answer within ${ANSWER_TIMEOUT_MS / 1000} s`) };
    if (answer.ok && answer.value.kind === 'status') return { 'allswell.status': known(answer.value.status) };
    if (answer.ok) return { 'allswell.status': unknown('unreadable', 'its answer is not a status') };
    const reason = 'reason' in answer.failure ? answer.failure.reason : answer.failure.code;
    return { 'allswell.status': unknown(reason === 'EACCES' ? 'denied' : 'unreadable', `its daemon: ${reason}`) };
  },
};

/** The caller's own, the machine's, or that of a keeper that runs; null when there is none. */
function findRunning(): Home | null {
  const own = findHome();
  if (exists(own.controlSocket) !== false) return own;
  const machine = findHome({ ALLSWELL_HOME: '/var/lib/allswell' });
  const system: Home = { ...machine, controlSocket: '/run/allswell/control.sock' };
  if (exists(system.controlSocket) !== false) return system;
  for (const { argv, pid } of listBriefProcesses()) {
    if (!argv.some((arg) => /allswell\b.*\/keeper\/main\.[tj]s$/.test(arg))) continue;
    const home = readEnviron(pid)?.['ALLSWELL_HOME'];
    if (home !== undefined) return findHome({ ALLSWELL_HOME: home });
  }
  return null;
}
