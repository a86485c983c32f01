// Finds a configuration on disk that nginx refuses: fatal at the next start, silently ignored by a reload until then.
import { evidenceOf, firstOf, messagesOf, newestFirst } from '../../join/messages.ts';
import type { EntityKey, Evidence, Rule } from '../../model.ts';

export const rule: Rule<'nginx.config'> = {
  id: 'nginx-config-is-broken',
  role: 'cause',
  title: 'nginx refuses its configuration',
  needs: ['nginx.config'],
  judge: (facts) => {
    const { problem, main } = facts.get('nginx.config');
    if (problem === null) return [];
    const isRunning = facts.find('nginx.process')?.isRunning ?? true;
    const messages = newestFirst(
      messagesOf(
        facts,
        ['nginx-config-broken', 'nginx-certificate-unreadable', 'nginx-host-not-found'],
        ({ kind, data }) => kind !== 'nginx-host-not-found' || data['file'] !== undefined,
      ),
    );
    const place = problem.place;
    const where = place ? `${place.file}:${place.line}` : main;
    const changed = facts.find('nginx.process')?.changedSince.find(({ file }) => file === place?.file);
    const evidence: Evidence[] = [
      { source: 'nginx -t', text: problem.text, ...(place ? { file: place.file, line: place.line } : {}) },
      ...messages.slice(0, 1).map(evidenceOf),
    ];
    const about: EntityKey[] = ['unit:nginx.service', `file:${place?.file ?? main}`];
    return [
      {
        rule: 'nginx-config-is-broken',
        role: isRunning ? 'smell' : 'cause',
        about,
        says: isRunning
          ? `nginx refuses the configuration on disk (${where}: ${problem.text}); it serves on with the older one, and would not come back after a restart.`
          : `nginx refuses its configuration, so it can't start: ${where}: ${problem.text}.`,
        began: changed?.changedAt ?? firstOf(messages),
        holdsNow: true,
        strength: 'proof',
        evidence,
        against: [],
        data: { file: place?.file ?? null, line: place?.line ?? null, problem: problem.text },
        remedy: {
          says: adviceFor(problem.text),
          commands: [
            ...(place ? [`sed -n '${Math.max(1, place.line - 3)},${place.line + 3}p' ${place.file}`] : []),
            'nginx -t',
            isRunning ? 'systemctl reload nginx' : 'systemctl start nginx',
          ],
          fix: null,
        },
      },
    ];
  },
};

function adviceFor(problem: string): string {
  if (/host not found in upstream/.test(problem))
    return 'nginx looks every name up when it starts, and one that is unknown keeps all sites down: write the address, or mend the name.';
  if (/cannot load certificate|PEM_read|key values mismatch/.test(problem))
    return 'Put the certificate and its key back in place, or take the TLS site out until they are there.';
  if (/duplicate default server|duplicate upstream/.test(problem))
    return 'Two files say the same: a copy or a backup file in the included folder is the usual reason.';
  if (/server_names_hash/.test(problem)) return 'Raise server_names_hash_bucket_size as the message says.';
  return 'Mend that line, test, and only then load it.';
}
