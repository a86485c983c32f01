// Finds programs that fail because a variable of their environment is not set, and says where it is instead.
import type { AppFact } from '../../facts/app-facts.ts';
import type { Message } from '../../facts/message-facts.ts';
import { appOf } from '../../join/apps.ts';
import { exampleFiles, isAlike, type Surroundings, surroundingsOf } from '../../join/environments.ts';
import { evidenceOf, messagesOf } from '../../join/messages.ts';
import { type Standing, standingOf } from '../../join/standing.ts';
import type { Evidence, FactId, Facts, Finding, Remedy, Rule } from '../../model.ts';

export const rule: Rule<'messages' | 'apps'> = {
  id: 'env-variable-missing',
  role: 'cause',
  title: 'A variable of the environment is not set',
  needs: ['messages', 'apps'],
  judge: (facts) => {
    const told = messagesOf(
      facts,
      ['env-missing', 'config-validation-failed'],
      ({ data }) => data['why'] === 'absent' && data['name'] !== undefined,
    );
    const injected = messagesOf(
      facts,
      ['nest-cannot-resolve'],
      ({ data }) => data['token'] === 'class' || data['token'] === 'text',
    );
    const findings = [
      ...told.flatMap((message) => ofMessage(facts, message)),
      ...injected.flatMap((message) => ofInjection(facts, message)),
    ];
    const keyOf = ({ about, data }: Finding): string => `${about.join(' ')}\n${data['name']}`;
    return findings.filter((one, index) => findings.findIndex((other) => keyOf(other) === keyOf(one)) === index);
  },
};

/** The program itself says what it lacks. */
function ofMessage(facts: Facts<FactId>, message: Message): Finding[] {
  const standing = standingOf(facts, message);
  const app = appOf(facts, message.about);
  const names = (message.data['name'] ?? '').split(',').filter(Boolean);
  const around = app && standing.kept[0] ? surroundingsOf(facts, app, standing.kept[0]) : null;
  return [finding({ names, message, standing, app, around, strength: 'proof', because: [] })];
}

/** A provider that a module gives only where a setting is there: the setting that the code reads, by nearly the same name. */
function ofInjection(facts: Facts<FactId>, message: Message): Finding[] {
  const standing = standingOf(facts, message);
  const app = appOf(facts, message.about);
  const kept = standing.kept[0];
  if (!app || !kept) return [];
  const around = surroundingsOf(facts, app, kept);
  const missing = message.data['missing'] ?? '';
  const read = (app.readsEnv ?? []).filter(
    ({ name, hasDefault }) => !hasDefault && !around.has.has(name) && isAlike(name, missing),
  );
  const promised = exampleFiles(app).flatMap(({ path, values }) =>
    Object.keys(values)
      .filter((name) => !around.has.has(name) && isAlike(name, missing))
      .map((name) => ({ name, path })),
  );
  const names = [...new Set([...read.map(({ name }) => name), ...promised.map(({ name }) => name)])];
  if (names.length === 0) return [];
  const because: Evidence[] = [
    ...read
      .slice(0, 2)
      .map(({ name, place }) => ({ source: place, text: `the code reads ${name} here, without a default` })),
    ...promised.slice(0, 1).map(({ name, path }) => ({ source: path, text: `${name} is in the example` })),
  ];
  return [finding({ names, message, standing, app, around, strength: 'strong', because })];
}

interface Told {
  names: string[];
  message: Message;
  standing: Standing;
  app: AppFact | null;
  around: Surroundings | null;
  strength: Finding['strength'];
  because: Evidence[];
}

function finding({ names, message, standing, app, around, strength, because }: Told): Finding {
  const [name = 'a variable'] = names;
  const place = placeOf(name, around);
  const who = standing.kept[0]?.name ?? app?.folder ?? 'The application';
  const list = names.length > 1 ? `${names.slice(0, 3).join(', ')}${names.length > 3 ? ' …' : ''} are` : `${name} is`;
  return {
    rule: 'env-variable-missing',
    role: 'cause',
    about: standing.about,
    says: `${list} not set for ${who}${place.says}.`,
    began: standing.began,
    holdsNow: standing.holdsNow,
    strength,
    evidence: [evidenceOf(message), ...because, ...place.evidence],
    against: [],
    data: { name: names.join(','), folder: app?.folder ?? null, where: place.where, file: place.file },
    remedy: remedyFor(names, place, standing),
  };
}

interface Place {
  where: 'nowhere' | 'other-file' | 'other-folder' | 'set-later';
  says: string;
  file: string | null;
  evidence: Evidence[];
}

function placeOf(name: string, around: Surroundings | null): Place {
  const missed = around?.missedByFolder ?? null;
  if (missed?.values[name] !== undefined) {
    return {
      where: 'other-folder',
      file: missed.path,
      says: `: ${missed.path} has it, but the program is started in another folder, and .env is looked for there`,
      evidence: [{ source: missed.path, text: `has ${name}` }],
    };
  }
  const other = around?.elsewhere(name) ?? null;
  if (other)
    return {
      where: 'other-file',
      file: other.path,
      says: `: it stands in ${other.path}, which nothing loads`,
      evidence: [{ source: other.path, text: `has ${name}` }],
    };
  if (around?.has.has(name))
    return { where: 'set-later', file: null, says: ' when it last started; it is set by now', evidence: [] };
  return { where: 'nowhere', file: null, says: ', and stands in no file that is loaded', evidence: [] };
}

function remedyFor(names: string[], { where, file }: Place, { kept }: Standing): Remedy {
  const start = kept[0]?.commands.start ?? [];
  const list = names.slice(0, 3).join(', ');
  if (where === 'other-folder')
    return {
      says: 'Start the program in its folder (WorkingDirectory=, directory=, cwd), or give the file by its full path.',
      commands: start,
      fix: 'start-in-application-folder',
    };
  if (where === 'other-file')
    return {
      says: `Load ${file} (EnvironmentFile=, envFilePath, --env-file), or set ${list} where the others are set.`,
      commands: start,
      fix: null,
    };
  if (where === 'set-later')
    return {
      says: 'Start it again; PM2 and Supervisor keep the environment of their own start: pm2 restart --update-env, supervisorctl reread and update.',
      commands: start,
      fix: 'start-what-was-mended',
    };
  return {
    says: `Set ${list} where this program's other settings are set, and start again. What was there before the deploy is in the release before, or in the backup of .env.`,
    commands: start,
    fix: null,
  };
}
