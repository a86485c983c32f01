// Finds sockets in a temporary folder that the application and nginx each have a version of their own of (PrivateTmp=).
import { unixPathOf } from '../../join/addresses.ts';
import { evidenceOf, firstOf, messagesOf, newestFirst } from '../../join/messages.ts';
import { siteKey, upstreamStates } from '../../join/upstream-states.ts';
import type { Rule } from '../../model.ts';

export const rule: Rule<'nginx.config' | 'nginx.sockets'> = {
  id: 'nginx-sees-another-tmp',
  role: 'cause',
  title: 'nginx and the application have different temporary folders',
  needs: ['nginx.config', 'nginx.sockets'],
  judge: (facts) =>
    facts.get('nginx.sockets').flatMap((socket) => {
      const { path, exists, existsHere, listeners } = socket;
      const state = upstreamStates(facts).find((one) => one.key === `socket:${path}`);
      const elsewhere = listeners.filter((one) => one.sameFile === false);
      const isPrivate = /^\/(var\/)?tmp\//.test(path) && (elsewhere.length > 0 || (!exists && existsHere));
      if (!isPrivate || !state) return [];
      const holders = new Set(listeners.map(({ holder }) => holder));
      const process = (facts.find('processes') ?? []).find((one) => holders.has(`${one.pid}@${one.start}`));
      const units = facts.find('systemd.units') ?? [];
      const owner = units.find((unit) => unit.name === process?.unit);
      const nginx = units.find((unit) => unit.name === 'nginx.service');
      const which = [owner, nginx].find((unit) => unit?.privateTmp === true) ?? null;
      const folder = path.startsWith('/var/') ? '/var/tmp' : '/tmp';
      const messages = newestFirst(
        messagesOf(facts, ['nginx-connect-absent'], ({ data }) => unixPathOf(data['upstream'] ?? '') === path),
      );
      const name = (path.split('/').at(-1) ?? 'app').replace(/\.sock$/, '');
      const place = state.targets[0]?.place ?? { file: '', line: 0 };
      return [
        {
          rule: 'nginx-sees-another-tmp',
          role: 'cause',
          about: [state.key, ...siteKey(state)],
          says: `${process ? `pid ${process.pid}${owner ? ` of ${owner.name}` : ''}` : 'The application'} listens on ${path}, but nginx sees another ${folder}, without that socket${which ? ` (PrivateTmp= in ${which.name})` : ''}.`,
          began: firstOf(messages),
          holdsNow: true,
          strength: 'proof',
          evidence: [
            {
              source: 'mounts',
              text: `${path}: ${process ? `held by pid ${process.pid}, ` : ''}${exists ? 'another file' : 'no file'} as nginx sees it`,
            },
            ...(which ? [{ source: 'systemctl show', text: `${which.name}: PrivateTmp=yes` }] : []),
            ...messages.slice(0, 1).map(evidenceOf),
          ],
          against: [],
          data: { path, unit: which?.name ?? null, appUnit: owner?.name ?? null, file: place.file, line: place.line },
          remedy: {
            says: `Move the socket out of ${folder}: RuntimeDirectory=${name} in the application's unit, and /run/${name}/${name}.sock on both sides.`,
            commands: [`systemctl edit ${owner?.name ?? 'APP.service'}`, `sed -n ${place.line}p ${place.file}`],
            fix: null,
          },
        },
      ];
    }),
};
