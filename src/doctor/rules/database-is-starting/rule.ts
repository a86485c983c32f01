// Finds databases that run and do not let anybody in yet: they replay their log or load their data.
import type { EntityKey, Finding, Rule } from '../../model.ts';
import { databaseKey, databaseName, said, whoSaid } from '../../join/databases.ts';
import { evidenceOf, newestFirst } from '../../join/messages.ts';

export const rule: Rule<'databases'> = {
  id: 'database-is-starting',
  role: 'cause',
  title: 'A database is still starting',
  needs: ['databases'],
  judge: (facts) =>
    facts
      .get('databases')
      .filter(({ trouble }) => trouble === 'starting')
      .map((database): Finding => {
        const messages = newestFirst(
          said(facts, database.kind === 'redis' ? ['redis-starting'] : ['postgres-starting']),
        );
        const { unit } = database;
        return {
          rule: 'database-is-starting',
          role: 'cause',
          about: [
            ...new Set<EntityKey>([
              databaseKey(database),
              ...whoSaid(messages),
              ...(unit ? [`unit:${unit.name}` as const] : []),
            ]),
          ],
          says: `${databaseName(database)} runs but lets nobody in yet: ${database.problem ?? 'it is starting'}.`,
          began: unit?.since ?? null,
          holdsNow: true,
          strength: 'proof',
          evidence: [
            { source: 'our own connection', text: database.problem ?? 'starting' },
            ...messages.slice(0, 1).map(evidenceOf),
          ],
          against: [],
          data: { kind: database.kind, unit: unit?.name ?? null },
          remedy: {
            says: 'Wait: it works off what was not written down when it ended last. Do not end it by force, or it begins anew; see why it ended the last time.',
            commands: unit ? [`journalctl -u ${unit.name} -n 50 --no-pager`] : [],
            fix: null,
          },
        };
      }),
};
