// Finds PM2 apps that are restarted again and again for growing beyond max_memory_restart: a leak that nobody sees, paid in requests.
import { countOf, evidenceOf, firstOf, isWithin, lastOf, messagesOf, msBetween } from '../../join/messages.ts';
import { sizeText, spanText } from '../../join/sizes.ts';
import type { Finding, Rule } from '../../model.ts';

const RESTARTS_MIN = 3;
const ABSURD_BYTES = 8 * 1024 * 1024;

export const rule: Rule<'pm2.daemons' | 'messages'> = {
  id: 'memory-restart-hides-leak',
  role: 'mechanism',
  title: 'PM2’s memory restarts hide that a program grows without end',
  needs: ['pm2.daemons', 'messages'],
  judge: (facts) =>
    facts.get('pm2.daemons').flatMap((daemon) =>
      [...Map.groupBy(daemon.apps, ({ name }) => name).values()].flatMap((apps): Finding[] => {
        const [app] = apps;
        if (!app || app.maxMemoryBytes === null || app.maxMemoryBytes < ABSURD_BYTES) return [];
        const ids = apps.map(({ id }) => String(id));
        const messages = messagesOf(
          facts,
          ['pm2-memory-restart'],
          ({ data, about }) =>
            about.includes(`pm2:${daemon.user}/${app.name}`) ||
            (data['limit'] === String(app.maxMemoryBytes) && ids.includes(data['id'] ?? '')),
        );
        const count = countOf(messages);
        const everyMs = count > 1 ? (msBetween(firstOf(messages), lastOf(messages)) ?? 0) / (count - 1) : 0;
        if (count < RESTARTS_MIN || everyMs <= 0) return [];
        return [
          {
            rule: 'memory-restart-hides-leak',
            role: 'mechanism',
            about: [`pm2:${daemon.user}/${app.name}`],
            says: `${app.name} grows beyond ${sizeText(app.maxMemoryBytes)} about every ${spanText(everyMs / 1000)} and is restarted by PM2 each time, ${count} times so far: the restarts hide a leak, and in fork mode each costs requests.`,
            began: firstOf(messages),
            holdsNow: isWithin(lastOf(messages), facts.takenAt, Math.max(2 * everyMs, 120_000)),
            strength: 'strong',
            evidence: messages.slice(0, 3).map(evidenceOf),
            against: [{ source: 'what would look the same', text: 'a limit below what the program needs at rest' }],
            data: { app: app.name, count, everySeconds: Math.round(everyMs / 1000), limitBytes: app.maxMemoryBytes },
            remedy: {
              says: 'Compare two heap snapshots of one life; until it is mended, reload (cluster mode) instead of restart.',
              commands: [`node --heapsnapshot-signal=SIGUSR2 ${app.script}`],
              fix: null,
            },
          },
        ];
      }),
    ),
};
