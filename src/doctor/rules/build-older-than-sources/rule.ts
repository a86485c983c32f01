// Finds applications whose sources are newer than what was built of them: what runs is not what is there to read.
import { buildCommands } from '../../join/apps.ts';
import { msBetween } from '../../join/messages.ts';
import type { Finding, Rule } from '../../model.ts';

/** A checkout gives files the time of the checkout; a build follows within minutes. */
const BEHIND_MIN_MS = 2 * 60_000;

export const rule: Rule<'apps'> = {
  id: 'build-older-than-sources',
  role: 'smell',
  title: 'The sources are newer than the build',
  needs: ['apps'],
  judge: (facts) =>
    facts.get('apps').flatMap((app): Finding[] => {
      const { build, folder } = app;
      const behindMs = msBetween(build?.newestAt, build?.sourcesNewestAt);
      if (!build || build.files === 0 || behindMs === null || behindMs < BEHIND_MIN_MS) return [];
      return [
        {
          rule: 'build-older-than-sources',
          role: 'smell',
          about: [`app:${folder}`],
          says: `${folder} has sources that are ${spanOf(behindMs)} newer than its build: changes that are there to read do not run.`,
          began: build.sourcesNewestAt,
          holdsNow: true,
          strength: 'weak',
          evidence: [
            {
              source: build.folder,
              text: 'newest file of the build',
              ...(build.newestAt ? { at: build.newestAt } : {}),
            },
            {
              source: `${folder}/src`,
              text: 'newest source',
              ...(build.sourcesNewestAt ? { at: build.sourcesNewestAt } : {}),
            },
          ],
          against: [],
          data: { folder, behindMinutes: Math.round(behindMs / 60_000) },
          remedy: {
            says: 'Build again, then restart; or leave it, if the build was made elsewhere and copied here.',
            commands: buildCommands(app),
            fix: 'rebuild-application',
          },
        },
      ];
    }),
};

const spanOf = (ms: number): string => {
  const minutes = Math.round(ms / 60_000);
  return minutes < 120
    ? `${minutes} minutes`
    : minutes < 48 * 60
      ? `${Math.round(minutes / 60)} hours`
      : `${Math.round(minutes / 1440)} days`;
};
