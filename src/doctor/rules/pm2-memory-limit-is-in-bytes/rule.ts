// Finds PM2 apps whose max_memory_restart is a bare number: PM2 takes bytes, so the app is restarted every 30 seconds.
import { pm2As } from '../../join/kept.ts';
import { evidenceOf, firstOf, messagesOf } from '../../join/messages.ts';
import type { Finding, Rule } from '../../model.ts';

/** No Node process fits into this. */
const ABSURD_BYTES = 8 * 1024 * 1024;

export const rule: Rule<'pm2.daemons'> = {
  id: 'pm2-memory-limit-is-in-bytes',
  role: 'cause',
  title: 'PM2’s memory limit is a number of bytes by mistake',
  needs: ['pm2.daemons'],
  judge: (facts) =>
    facts.get('pm2.daemons').flatMap((daemon) =>
      [...Map.groupBy(daemon.apps, ({ name }) => name).values()].flatMap(([app]): Finding[] => {
        if (!app || app.maxMemoryBytes === null || app.maxMemoryBytes <= 0 || app.maxMemoryBytes >= ABSURD_BYTES)
          return [];
        const messages = messagesOf(
          facts,
          ['pm2-memory-restart'],
          ({ data }) => data['limit'] === undefined || data['limit'] === String(app.maxMemoryBytes),
        );
        const pm2 = pm2As(daemon.user, daemon.home);
        return [
          {
            rule: 'pm2-memory-limit-is-in-bytes',
            role: 'cause',
            about: [`pm2:${daemon.user}/${app.name}`],
            says: `PM2 restarts ${app.name} every 30 seconds because max_memory_restart is ${app.maxMemoryAsWritten ?? app.maxMemoryBytes}, which PM2 takes as ${app.maxMemoryBytes} bytes; ${app.maxMemoryBytes} megabytes are written ${app.maxMemoryBytes}M.`,
            began: firstOf(messages),
            holdsNow: true,
            strength: 'proof',
            evidence: [
              {
                source: `PM2 of ${daemon.user}`,
                text: `${app.name}: max_memory_restart ${app.maxMemoryAsWritten ?? app.maxMemoryBytes}, ${app.restarts} restarts`,
              },
              ...messages.slice(0, 2).map(evidenceOf),
            ],
            against: [],
            data: { app: app.name, bytes: app.maxMemoryBytes, restarts: app.restarts },
            remedy: {
              says: `Write it with its unit (${app.maxMemoryBytes}M) in the ecosystem file too; a restart alone keeps the old number.`,
              commands: [`${pm2} restart ${app.name} --max-memory-restart ${app.maxMemoryBytes}M`, `${pm2} save`],
              fix: 'set-pm2-memory-unit',
            },
          },
        ];
      }),
    ),
};
