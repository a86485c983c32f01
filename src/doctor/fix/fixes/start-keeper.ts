// Starts what is not running any more though what kept it down is mended, or runs with something older than what is on disk.
import { failed, ok } from '../../../std/result.ts';
import type { Fix } from '../model.ts';
import { keeperNamed, startSteps } from '../steps.ts';

const startOf = (id: string, why: string): Fix => ({
  id,
  plan: ({ data, about }, facts) => {
    const key = [data['keeper'], ...about].find((one) => keeperNamed(facts, String(one)) !== null);
    const kept = key === undefined ? null : keeperNamed(facts, String(key));
    const steps = kept ? startSteps(facts, kept) : [];
    if (!kept || steps.length === 0) return failed('who keeps it is not known, or cannot be told from here');
    return ok({ schema: 1, title: `Start ${kept.name} anew: ${why}`, risk: 'disruptive', steps, notes: [] });
  },
});

export const startWhatWasStopped = startOf('start-what-was-stopped', 'somebody had stopped it');
export const startWhatWasMended = startOf('start-what-was-mended', 'what made it fail has been mended');
export const startWhatGaveUp = startOf('start-what-gave-up', 'what it gave up over is well again');
export const restartWithNewEnvironment = startOf('restart-with-new-environment', 'its environment on disk is newer');
export const restartFromStandingFolder = startOf('restart-from-standing-folder', 'the folder it stands in is gone');
