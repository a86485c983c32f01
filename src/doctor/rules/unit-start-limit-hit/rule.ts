// Finds units that systemd gave up restarting. Never a cause: what made the starts fail is.
import type { Rule } from '../../model.ts';

export const rule: Rule<'systemd.units'> = {
  id: 'unit-start-limit-hit',
  role: 'symptom',
  title: 'systemd stopped restarting a unit',
  needs: ['systemd.units'],
  judge: (facts) =>
    facts.get('systemd.units').flatMap((unit) => {
      const messages = facts.find('messages') ?? [];
      const gaveUp = messages.find(
        (one) => one.kind === 'systemd-start-limit' && one.about.includes(`unit:${unit.name}`),
      );
      const isDown = unit.activeState === 'failed';
      if (!isDown || (unit.result !== 'start-limit-hit' && !gaveUp)) return [];
      return [
        {
          rule: 'unit-start-limit-hit',
          role: 'symptom',
          about: [`unit:${unit.name}`],
          says: `systemd gave up on ${unit.name} after ${unit.startLimitBurst ?? 'several'} failed starts.`,
          began: unit.inactiveSince,
          holdsNow: true,
          strength: 'proof',
          evidence: [
            { source: 'systemctl show', text: `${unit.name}: ActiveState=${unit.activeState} Result=${unit.result}` },
            ...(gaveUp
              ? [{ source: gaveUp.source, text: gaveUp.text, ...(gaveUp.lastAt ? { at: gaveUp.lastAt } : {}) }]
              : []),
          ],
          against: [],
          data: { unit: unit.name, result: unit.result },
          remedy: {
            says: 'Mend what makes it fail; then clear the limit.',
            commands: [`systemctl reset-failed ${unit.name}`, `systemctl start ${unit.name}`],
            fix: null,
          },
        },
      ];
    }),
};
