// Says how an application of PM2 is started anew from the link to its releases, so that it follows the link from then on.
import type { FactId, Facts } from '../model.ts';
import { isSameApp } from './app-root.ts';
import { type Kept, pm2As } from './kept.ts';

/** Empty where it is none of PM2's, or has no such link. PM2 keeps a path as it is given: one through the link stays so. */
export function restartFromLink(facts: Facts<FactId>, kept: Kept): string[] {
  const daemon = facts
    .find('pm2.daemons')
    ?.find((one) => one.apps.some(({ name }) => `pm2:${one.user}/${name}` === kept.key));
  const app = daemon?.apps.find(({ name }) => name === kept.name);
  const link = facts
    .find('app.releases')
    ?.find(({ root, target }) => target !== null && isSameApp(root, kept.folder))?.link;
  if (!daemon || !app || link === undefined) return [];
  const as = pm2As(daemon.user, daemon.home);
  const script = app.script.startsWith(`${app.cwd}/`) ? app.script.slice(app.cwd.length + 1) : 'dist/main.js';
  const copies = daemon.apps.filter(({ name }) => name === app.name).length;
  const mode = app.mode === 'cluster' ? ` -i ${copies}` : '';
  return [
    `${as} delete ${app.name}`,
    `cd / && ${as} start ${link}/${script} --name ${app.name} --cwd ${link}${mode}`,
    `${as} save`,
  ];
}
