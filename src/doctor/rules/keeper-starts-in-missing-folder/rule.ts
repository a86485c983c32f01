// Finds keepers that are to start their application in a folder that isn't there.
import { type Kept, keptOf } from '../../join/kept.ts';
import { makeFinding } from '../../join/make-finding.ts';
import { evidenceOf, messagesOf } from '../../join/messages.ts';
import { restartFromLink } from '../../join/restart-from-link.ts';
import type { Evidence, FactId, Facts, Finding, Remedy, Rule } from '../../model.ts';

const ID = 'keeper-starts-in-missing-folder';

export const rule: Rule<'processes'> = {
  id: ID,
  role: 'cause',
  title: 'An application is to start in a folder that does not exist',
  needs: ['processes'],
  judge: (facts) =>
    keptOf(facts).flatMap((kept): Finding[] => {
      const place = placeOf(facts, kept);
      if (place === null || kept.folder === null) return [];
      const messages = messagesOf(facts, ['systemd-chdir-failed', 'supervisor-spawn-error'], (message) =>
        message.about.includes(kept.key),
      );
      const { target, link } = leadsNowhere(facts, kept.folder);
      const isUp = kept.isUp === true && !kept.isBetweenTries;
      return [
        makeFinding(ID, isUp ? 'smell' : 'cause', {
          about: [kept.key, `file:${kept.folder}`],
          says: `${kept.name} is to start in ${kept.folder}, which ${link === null ? "isn't there" : `leads to ${target}, which isn't there`}${isUp ? ': it will not start again' : ''}.`,
          began: messages[0]?.firstAt ?? null,
          evidence: [place, ...messages.slice(0, 1).map(evidenceOf)],
          data: { keeper: kept.key, folder: kept.folder },
          remedy: remedyOf(facts, kept),
        }),
      ];
    }),
};

function remedyOf(facts: Facts<FactId>, kept: Kept): Pick<Remedy, 'says' | 'commands'> {
  const anew = restartFromLink(facts, kept);
  if (anew.length > 0)
    return {
      says: 'Its release was removed while PM2 still had its path. Start it anew from the link, which stays.',
      commands: anew,
    };
  const says = 'Name the folder in which the application is, or put it there.';
  const words = ' systemd words this as if the program itself were missing (status=200/CHDIR).';
  return {
    says: kept.kind === 'unit' ? says + words : says,
    commands: [`ls -ld ${kept.folder}`, ...kept.commands.look.slice(0, 1)],
  };
}

function placeOf(facts: Facts<FactId>, { kind, name, key, folder }: Kept): Evidence | null {
  if (kind === 'unit') {
    const unit = facts.find('systemd.units')?.find((one) => one.name === name);
    return unit?.workingDirectoryExists === false
      ? { source: 'systemctl show', text: `WorkingDirectory=${folder}`, ...unit.places['WorkingDirectory'] }
      : null;
  }
  if (kind === 'program') {
    const program = facts.find('supervisor.programs')?.programs.find((one) => one.name === name);
    return program?.folderExists === false
      ? {
          source: 'supervisor files',
          text: `directory=${folder}`,
          ...(program.place ? { file: program.place.file, line: program.place.line } : {}),
        }
      : null;
  }
  if (kind !== 'pm2') return null;
  const app = facts
    .find('pm2.daemons')
    ?.flatMap((daemon) => daemon.apps.filter((one) => `pm2:${daemon.user}/${one.name}` === key))[0];
  return app?.cwdExists === false ? { source: "PM2's list", text: `cwd ${folder}` } : null;
}

/** A link such as `current` that was set to a release which is gone. */
function leadsNowhere(facts: Facts<FactId>, folder: string): { link: string | null; target: string | null } {
  const broken = facts
    .find('app.releases')
    ?.find(({ link, target }) => target === null && (folder === link || folder.startsWith(`${link}/`)));
  return { link: broken?.link ?? null, target: broken ? 'a release' : null };
}
