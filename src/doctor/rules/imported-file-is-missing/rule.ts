// Finds programs whose own files ask for a file that is not there: a wrong case, a file that was not built or not copied.
import { buildCommands, within } from '../../join/apps.ts';
import { evidenceOf } from '../../join/messages.ts';
import { askerOf, lookupEvidence, moduleTroubles } from '../../join/module-troubles.ts';
import type { Rule } from '../../model.ts';

export const rule: Rule<'messages' | 'app.lookups'> = {
  id: 'imported-file-is-missing',
  role: 'cause',
  title: 'A file that the code imports is not there',
  needs: ['messages', 'app.lookups'],
  judge: (facts) =>
    moduleTroubles(facts, 'file').map((trouble) => {
      const { name, app, messages, standing, isMended, who, lookup } = trouble;
      const isCase = lookup.near !== null;
      const asker = askerOf(trouble) ?? 'its code';
      const sources = app?.build ? app.build : null;
      const isBehind = sources !== null && (sources.sourcesNewestAt ?? '') > (sources.newestAt ?? '');
      return {
        rule: 'imported-file-is-missing',
        role: 'cause',
        about: standing.about,
        says: isCase
          ? `${who} can't load ${name} (asked for by ${asker}): beside it there is ${lookup.near}, and Linux tells upper and lower case apart.`
          : `${who} can't load ${name}, which ${asker} asks for: there is no such file${isBehind ? ', and the sources are newer than the build' : ''}.`,
        began: standing.began,
        holdsNow: standing.holdsNow && (lookup.foundAt === null || isMended),
        strength: lookup.foundAt === null ? 'proof' : 'strong',
        evidence: [
          evidenceOf(messages[0]),
          lookupEvidence(trouble),
          ...(isBehind && sources
            ? [
                {
                  source: sources.folder,
                  text: 'the build is older than its sources',
                  ...(sources.newestAt ? { at: sources.newestAt } : {}),
                },
              ]
            : []),
        ],
        against: [],
        data: { file: name, folder: app?.folder ?? null, from: lookup.from, near: lookup.near, isMended },
        remedy: isMended
          ? {
              says: 'It is there by now: start again.',
              commands: standing.kept[0]?.commands.start ?? [],
              fix: 'start-what-was-mended',
            }
          : isCase
            ? {
                says: `Write the import as the file is called, or rename the file, where the code is made (git mv); then deploy.`,
                commands: [],
                fix: null,
              }
            : {
                says: 'Build whole and deploy the whole build. Files that TypeScript does not copy (JSON, templates, .proto) belong in assets of nest-cli.json.',
                commands: app ? buildCommands(app) : [`ls -l ${within(app, name)}`],
                fix: app ? 'rebuild-application' : null,
              },
      };
    }),
};
