// Finds applications that should run and don't, without a keeper that tries. Never a cause: why they ended is.
import type { FactId, Facts, Finding, Rule } from '../../model.ts';
import { type Kept, keptOf } from '../../join/kept.ts';
import { isAskedByNginx, isLeftOver, isLooping, isMissed } from '../../join/missed.ts';

export const rule: Rule<'processes'> = {
  id: 'workload-is-down',
  role: 'symptom',
  title: 'An application that should run does not',
  needs: ['processes'],
  judge: (facts) =>
    keptOf(facts).flatMap((kept): Finding[] => {
      const { key, name, state } = kept;
      if (
        kept.isUp !== false ||
        kept.gaveUp !== null ||
        kept.isBetweenTries ||
        isLooping(facts, kept) ||
        isLeftOver(facts, kept)
      )
        return [];
      const isAsked = isAskedByNginx(facts, kept);
      const hasFailed = hasEndedBadly(facts, kept);
      if (!isAsked && !isMissed(facts, kept)) return [];
      return [
        {
          rule: 'workload-is-down',
          role: isAsked || hasFailed ? 'symptom' : 'smell',
          about: [key],
          says: `${name} is not running: ${state}${isAsked ? ', and nginx passes requests to it' : ''}.`,
          began: kept.downSince,
          holdsNow: true,
          strength: 'proof',
          evidence: [{ source: key, text: state }],
          against: [],
          data: { keeper: key, state },
          remedy: {
            says: 'See why it ended; starting it is relief.',
            commands: [...kept.commands.look, ...kept.commands.start],
            fix: null,
          },
        },
      ];
    }),
};

/** What ended well may be meant to have ended: a worker that was stopped, a task that is done. */
function hasEndedBadly(facts: Facts<FactId>, { kind, name, state }: Kept): boolean {
  if (kind === 'unit') return state.startsWith('failed');
  if (kind === 'program')
    return (
      state === 'DAEMON-DOWN' ||
      (state === 'EXITED' &&
        facts.find('supervisor.programs')?.programs.find((one) => one.name === name)?.exitStatus !== 0)
    );
  return kind === 'panel';
}
