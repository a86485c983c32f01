// Finds configuration that supervisord refuses: it doesn't start, or goes by what it read before.
import { makeFinding } from '../../join/make-finding.ts';
import { evidenceOf, messagesOf, MINUTE_MS, msBetween, newestFirst } from '../../join/messages.ts';
import type { EntityKey, Finding, Rule } from '../../model.ts';

const ID = 'supervisor-config-is-broken';

export const rule: Rule<'messages' | 'supervisor.programs'> = {
  id: ID,
  role: 'cause',
  title: 'supervisord refuses its configuration',
  needs: ['messages', 'supervisor.programs'],
  judge: (facts) => {
    const { programs, daemonPid, daemonStartedAt, configFiles } = facts.get('supervisor.programs');
    const [message] = newestFirst(messagesOf(facts, ['supervisor-config-error']));
    const isSince = daemonPid === null || (msBetween(daemonStartedAt, message?.lastAt) ?? -1) > MINUTE_MS;
    if (!message || !isSince || daemonPid !== null) return [];
    const { why = message.text, program, file } = message.data;
    const about = programs
      .filter(({ name, group }) => daemonPid === null || program === undefined || name === program || group === program)
      .map(({ name }): EntityKey => `program:${name}`);
    return [
      makeFinding(ID, 'cause', {
        about: [...about, ...(file ? [`file:${file}` as const] : []), 'unit:supervisor.service'],
        says: `supervisord refuses its configuration${program ? ` of ${program}` : ''}: ${why.replace(/\.$/, '')}.`,
        began: message.firstAt,
        evidence: [{ ...evidenceOf(message), ...(file ? { file } : {}) }],
        data: { why, program: program ?? null, file: file ?? null },
        remedy: {
          says: `Mend the line in ${file ?? configFiles[0] ?? 'its files'}, then start it.`,
          commands: ['supervisord -n -c /etc/supervisor/supervisord.conf', 'systemctl restart supervisor'].slice(1),
        },
      }),
    ] satisfies Finding[];
  },
};
