// Finds programs whose settings lie in a file that they may not read as the user they run as.
import { evidenceOf, firstOf, messagesOf } from '../../join/messages.ts';
import { ownerOf, refusalsOf, whoOf } from '../../join/refusals.ts';
import type { Finding, Rule } from '../../model.ts';

export const rule: Rule<'app.access' | 'apps'> = {
  id: 'env-file-unreadable',
  role: 'cause',
  title: 'A program may not read its settings',
  needs: ['app.access', 'apps'],
  judge: (facts) =>
    refusalsOf(facts, ['read'], ({ path, refusedAt }) => /\/\.env[^/]*$/.test(path) && refusedAt.path === path).flatMap(
      (refusal): Finding[] => {
        const { user, at, app, about, folder, kept } = refusal;
        const file = app?.envFiles.find(({ path }) => path === at.path);
        // systemd reads EnvironmentFile= as root, before it becomes the user: nobody else needs to.
        const isUnits = (facts.find('systemd.units') ?? []).some(
          ({ name, environmentFiles }) =>
            about.includes(`unit:${name}`) && environmentFiles.some(({ path }) => path === at.path),
        );
        if (!refusal.isFelt || isUnits) return [];
        const names = Object.keys(file?.values ?? {});
        const lines = messagesOf(
          facts,
          ['node-permission-denied', 'env-missing', 'config-validation-failed', 'nest-cannot-resolve'],
          (message) => message.about.some((key) => about.includes(key)),
        );
        return [
          {
            rule: 'env-file-unreadable',
            role: 'cause',
            about,
            says: `${whoOf(refusal)} runs as ${user}, who may not read ${at.path} (${ownerOf(refusal)})${names.length > 0 ? `: ${names.length} settings are missing to it` : ''}.`,
            began: firstOf(lines),
            holdsNow: true,
            strength: refusal.first.isAsked ? 'proof' : 'strong',
            evidence: [
              { source: 'path', text: `${at.path} is ${ownerOf(refusal)}; ${user} needs r on it` },
              ...lines.slice(-1).map(evidenceOf),
            ],
            against: [],
            data: { user, path: at.path, owner: at.owner, group: at.group, mode: at.mode, folder },
            remedy: {
              says: `Let ${user} read it through the group, and nobody else: it holds secrets. dotenv says nothing when it can't read its file.`,
              commands: [`chgrp ${user} ${at.path}`, `chmod 0640 ${at.path}`, ...(kept[0]?.commands.start ?? [])],
              fix: 'let-run-user-read-settings',
            },
          },
        ];
      },
    ),
};
