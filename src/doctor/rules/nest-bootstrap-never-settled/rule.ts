// Finds Nest applications that end with code 0 in the middle of their start: the promise of the bootstrap never settles.
import { appOf } from '../../join/apps.ts';
import { type Kept, keptOf } from '../../join/kept.ts';
import { evidenceOf, messagesOf, msBetween } from '../../join/messages.ts';
import { isIll } from '../../join/missed.ts';
import type { Message } from '../../facts/message-facts.ts';
import type { Evidence, FactId, Facts, Finding, Rule } from '../../model.ts';

/** An end within this after "Starting Nest application..." is the end of that start. */
const SOON_MS = 60_000;

export const rule: Rule<'messages'> = {
  id: 'nest-bootstrap-never-settled',
  role: 'cause',
  title: 'Nest’s start ends without an error and without an application',
  needs: ['messages'],
  judge: (facts) =>
    keptOf(facts).flatMap((kept): Finding[] => {
      const newest = (kind: 'nest-starting' | 'nest-started'): Message | null =>
        messagesOf(facts, [kind], ({ about }) => about.includes(kept.key)).at(-1) ?? null;
      const starting = newest('nest-starting');
      const started = newest('nest-started');
      if (!starting || isAfter(started, starting) || hasError(facts, kept, starting)) return [];
      const end = endedWell(facts, kept, starting);
      if (end === null || !isIll(facts, kept)) return [];
      const app = appOf(facts, [kept.key]);
      return [
        {
          rule: 'nest-bootstrap-never-settled',
          role: 'cause',
          about: [kept.key],
          says: `${kept.name} ends with code 0 right after "Starting Nest application...", without an error: something in its start waits for what never comes, and Node has nothing left to do.`,
          began: starting.firstAt,
          holdsNow: true,
          strength: 'strong',
          evidence: [evidenceOf(starting), end],
          against: [],
          data: { keeper: kept.key, folder: app?.folder ?? null, starts: starting.count },
          remedy: {
            says: 'Look for two providers, or two factories, that inject each other (Nest before 11 says nothing), and for a promise in onModuleInit or a factory that is never settled. If it came with an update of Nest, go back by one patch version.',
            commands: [
              ...(app ? [`cd ${app.folder} && npm ls @nestjs/core`] : []),
              `NEST_DEBUG=1 ${kept.command}`.trim(),
            ],
            fix: null,
          },
        },
      ];
    }),
};

const isAfter = (one: Message | null, other: Message): boolean =>
  one !== null &&
  (one.lastAt !== null && other.lastAt !== null ? one.lastAt >= other.lastAt : (one.order ?? 0) > (other.order ?? 0));

/** An error says more than silence does: it has a rule of its own. */
function hasError(facts: Facts<FactId>, { key }: Kept, starting: Message): boolean {
  const kinds = [
    'node-uncaught',
    'nest-cannot-resolve',
    'nest-circular',
    'nest-cannot-export',
    'node-unhandled-rejection',
    'nest-database-retry',
    'node-heap-exhausted',
    'config-validation-failed',
  ] as const;
  return messagesOf(facts, kinds, ({ about }) => about.includes(key)).some(
    (one) => Math.abs(msBetween(starting.lastAt, one.lastAt) ?? 0) < SOON_MS,
  );
}

/** The keeper saw it end with code 0. */
function endedWell(facts: Facts<FactId>, kept: Kept, starting: Message): Evidence | null {
  const unit = kept.kind === 'unit' ? facts.find('systemd.units')?.find(({ name }) => name === kept.name) : undefined;
  if (unit) {
    const isClean = unit.exitStatus === 0 && (unit.exitCode === null || /exited|1|^$/.test(unit.exitCode));
    return isClean && unit.restarts > 0
      ? { source: 'systemctl show', text: `${unit.name}: last exit status 0, ${unit.restarts} restarts` }
      : null;
  }
  const ends = messagesOf(
    facts,
    ['supervisor-exited', 'pm2-exited'],
    ({ about, data }) => about.includes(kept.key) && (data['status'] ?? data['code']) === '0',
  );
  const near = ends.findLast((one) => Math.abs(msBetween(starting.lastAt, one.lastAt) ?? 0) < SOON_MS);
  return near ? evidenceOf(near) : null;
}
