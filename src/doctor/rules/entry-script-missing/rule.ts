// Finds keepers that start a script which is not there: never built, built elsewhere, or a build that TypeScript left out.
import type { AppFact } from '../../facts/app-facts.ts';
import type { Message } from '../../facts/message-facts.ts';
import { appOf, buildCommands, within } from '../../join/apps.ts';
import { type Kept, keptOf } from '../../join/kept.ts';
import { evidenceOf } from '../../join/messages.ts';
import { isIll } from '../../join/missed.ts';
import { type ModuleTrouble, moduleTroubles } from '../../join/module-troubles.ts';
import type { FactId, Facts, Finding, Remedy, Rule } from '../../model.ts';

export const rule: Rule<'apps' | 'messages' | 'app.lookups'> = {
  id: 'entry-script-missing',
  role: 'cause',
  title: 'The script that is started is not there',
  needs: ['apps', 'messages', 'app.lookups'],
  judge: (facts) => {
    const troubles = moduleTroubles(facts, 'entry');
    const seen = new Set<string>();
    const byMessage = troubles.flatMap((trouble) => {
      seen.add(trouble.name);
      return ofTrouble(facts, trouble);
    });
    const byKeeper = facts
      .get('apps')
      .flatMap((app) =>
        app.entries
          .filter(
            ({ exists, path }) =>
              !exists && ![...seen].some((one) => one === path || one.startsWith(`${path}.`) || path.startsWith(one)),
          )
          .flatMap((entry) => ofEntry(facts, app, entry)),
      );
    return [...byMessage, ...byKeeper];
  },
};

function ofTrouble(facts: Facts<FactId>, trouble: ModuleTrouble): Finding[] {
  const { name, app, messages, standing, lookup, who } = trouble;
  const why = reasonOf(app, name);
  const isThereNow = lookup.foundAt !== null;
  return [
    {
      rule: 'entry-script-missing',
      role: 'cause',
      about: standing.about,
      says: isThereNow
        ? `${who} was started without ${within(app, name)}, which is there by now.`
        : `${who} starts ${name}, which is not there${why.says}.`,
      began: standing.began,
      holdsNow: standing.holdsNow && !(isThereNow && messages.some((one) => gotFurther(facts, one))),
      strength: isThereNow ? 'strong' : 'proof',
      evidence: [
        evidenceOf(messages[0]),
        ...(lookup.near ? [{ source: 'looked up now', text: `beside it there is ${lookup.near}` }] : []),
        ...why.evidence,
      ],
      against: [],
      data: { script: name, folder: app?.folder ?? null, reason: why.reason, isMended: isThereNow },
      remedy: isThereNow
        ? { says: 'Start it again.', commands: standing.kept[0]?.commands.start ?? [], fix: 'start-what-was-mended' }
        : remedyFor(app, why.reason, standing.kept[0]),
    },
  ];
}

/** Further down in the same log, without times of its own, a start fails over something that only code which was found can miss. */
const gotFurther = (facts: Facts<FactId>, { kind, source, order, data }: Message): boolean =>
  (facts.find('messages') ?? []).some(
    (other) =>
      other.kind === kind &&
      other.source === source &&
      other.data['module'] !== data['module'] &&
      (other.order ?? 0) > (order ?? 0),
  );

/** Nothing was logged, or nowhere that could be read: the keeper's own command says what it starts. */
function ofEntry(facts: Facts<FactId>, app: AppFact, { path, by }: AppFact['entries'][number]): Finding[] {
  const kept = keptOf(facts).find(({ key }) => key === by);
  if (!kept || appOf(facts, [kept.key])?.folder !== app.folder) return [];
  const isFelt = isIll(facts, kept);
  if (!isFelt && kept.isUp !== true) return [];
  const why = reasonOf(app, path);
  return [
    {
      rule: 'entry-script-missing',
      role: isFelt ? 'cause' : 'smell',
      about: [kept.key],
      says: isFelt
        ? `${kept.name} starts ${path}, which is not there${why.says}.`
        : `${kept.name} runs, but the script that it starts is gone (${path}): it will not come up again.`,
      began: null,
      holdsNow: true,
      strength: 'strong',
      evidence: [
        { source: kept.key, text: `starts ${path}` },
        { source: app.folder, text: `${within(app, path)} does not exist` },
        ...why.evidence,
      ],
      against: [],
      data: { script: path, folder: app.folder, reason: why.reason, isMended: false },
      remedy: remedyFor(app, why.reason, kept),
    },
  ];
}

type Reason = 'stale-build-notes' | 'not-built' | 'elsewhere';

function reasonOf(app: AppFact | null, path: string): { reason: Reason; says: string; evidence: Finding['evidence'] } {
  const build = app?.build ?? null;
  if (build?.staleBuildInfo) {
    const text = 'TypeScript notes here that all is built, and writes nothing, though the output was deleted';
    return {
      reason: 'stale-build-notes',
      says: `: TypeScript's own notes say that it is built (${within(app, build.staleBuildInfo)})`,
      evidence: [{ source: build.staleBuildInfo, text, file: build.staleBuildInfo }],
    };
  }
  if (build && path.startsWith(`${build.folder}/`) && build.files === 0) {
    return {
      reason: 'not-built',
      says: `: ${within(app, build.folder)} holds no build`,
      evidence: [{ source: build.folder, text: 'no JavaScript in it' }],
    };
  }
  return {
    reason: 'elsewhere',
    says: '',
    evidence: build ? [{ source: build.folder, text: `${build.files} built files, this one is not among them` }] : [],
  };
}

function remedyFor(app: AppFact | null, reason: Reason, kept: Kept | undefined): Remedy {
  const start = kept?.commands.start ?? [];
  if (app === null)
    return {
      says: 'See that the path is right and that the deploy has put the script there.',
      commands: start,
      fix: null,
    };
  if (reason === 'stale-build-notes') {
    return {
      says: "Delete TypeScript's notes, build, and start; keep the notes inside of the build folder (tsBuildInfoFile), so that they go with it.",
      commands: [`rm ${app.build?.staleBuildInfo}`, ...buildCommands(app), ...start],
      fix: 'rebuild-application',
    };
  }
  if (reason === 'not-built')
    return {
      says: 'Build it (with the packages for development), and start.',
      commands: [...buildCommands(app), ...start],
      fix: 'rebuild-application',
    };
  return {
    says: 'See where the build puts its main file (nest-cli.json, outDir), and start that.',
    commands: [
      `find ${app.folder} -name 'main.*js' -not -path '*/node_modules/*'`,
      ...(kept?.commands.look ?? []).slice(0, 1),
    ],
    fix: null,
  };
}
