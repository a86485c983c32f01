// Collects whether programs may use what they need, as the user they run as: code, settings, and what logs say was refused.
import { accessSync, constants, lstatSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { exists, namesIn, statOf } from '../../../host/linux/look-at-path.ts';
import type { AccessFact, AppFact } from '../../facts/app-facts.ts';
import type { Message } from '../../facts/message-facts.ts';
import type { EntityKey } from '../../model.ts';
import { type Collector, known, type Look, none } from '../collector.ts';
import { type AppFolder, foldersOfInterest } from './folders-of-interest.ts';
import { checkAccess, type Wants } from './check-access.ts';
import { type Names, readNames, type RunUser } from './run-user.ts';

const QUESTIONS_MAX = 240;
const ASKED_MAX = 16;
const LOG_FILES = 3;
/** Where applications write, when the folder is there. */
const WRITTEN = ['logs', 'log', 'uploads', 'upload', 'storage', 'tmp', 'temp', 'var', 'public/uploads'];

/** What is opened there is opened for writing, though it may not be read either. */
const WRITTEN_NAMES = /\/(?:logs?|uploads?|storage|te?mp|cache)\/|\.(?:log|out|err|pid|lock|db|sqlite3?)$/i;

interface Question {
  user: RunUser;
  path: string;
  wants: Wants;
  why: string;
  by: EntityKey[];
  folder: string;
  isInLog: boolean;
}

export const accessCollector: Collector = {
  name: 'access',
  ids: ['app.access'],
  stage: 3,
  budgetMs: 1500,
  collect: async (look) => {
    const folders = foldersOfInterest(look);
    if (folders.length === 0) return { 'app.access': none };
    const names = readNames();
    const apps = new Map((look.find('apps') ?? []).map((app) => [app.folder, app]));
    const messages = (look.find('messages') ?? []).filter(
      ({ kind }) => kind === 'node-permission-denied' || kind === 'node-address-denied',
    );
    const questions = folders.flatMap((folder) => questionsOf(folder, apps.get(folder.folder) ?? null, messages));
    const facts: AccessFact[] = [];
    for (const question of withoutRepeats(questions).slice(0, QUESTIONS_MAX)) facts.push(...reckon(question, names));
    return { 'app.access': known(await askKernel(look, facts, questions)) };
  },
};

function questionsOf({ folder, starts }: AppFolder, app: AppFact | null, messages: Message[]): Question[] {
  return starts.flatMap(({ user, by, entry, cwd }) => {
    if (user === null) return [];
    const keys: EntityKey[] = [by, `app:${folder}`];
    const ask = (path: string, wants: Wants, why: string, isInLog = false): Question => ({
      user,
      path,
      wants,
      why,
      by: keys,
      folder,
      isInLog,
    });
    const script = entry?.kind === 'script' ? entry.path : (app?.entries.find((one) => one.by === by)?.path ?? null);
    const file =
      script === null
        ? null
        : ([script, `${script}.js`, join(script, 'index.js')].find((path) => statOf(path) !== null) ?? script);
    return [
      ask(cwd === '/' ? folder : cwd, 'traverse', 'it is started in this folder'),
      ...(file ? [ask(file, 'read', 'this script is started')] : []),
      ...[join(folder, 'package.json'), ...(app?.modules ? [join(app.modules.folder, '.package-lock.json')] : [])]
        .filter((path) => exists(path) !== false)
        .map((path) => ask(path, 'read', 'Node reads it')),
      ...(app?.modules ? packagesToRead(app).map((path) => ask(path, 'read', 'Node loads it')) : []),
      ...(app?.envFiles ?? [])
        .filter(({ path }) => path.startsWith(`${folder}/`) && !/example|sample|dist$|template/.test(path))
        .map(({ path }) => ask(path, 'read', 'settings are read from it')),
      ...refusedInLogs(messages, { keys, folder, user, cwd }).map(({ path, wants }) =>
        ask(path, wants, 'a log says that it was refused', true),
      ),
      ...WRITTEN.map((name) => join(folder, name))
        .filter((path) => isFolder(path))
        .flatMap((path) => [
          ask(path, 'write', 'it looks like a folder that is written to'),
          ...newestFiles(path).map((one) => ask(one, 'write', 'it is the newest in a folder that is written to')),
        ]),
    ];
  });
}

/** A few direct dependencies stand for all. */
const packagesToRead = ({ declared, modules }: AppFact): string[] =>
  Object.keys(declared ?? {})
    .slice(0, 12)
    .map((name) => join(modules?.folder ?? '', name, 'package.json'))
    .filter((path) => exists(path));

/** Messages about this program, or about files in its folder that another of its programs may have been refused. */
function refusedInLogs(
  messages: Message[],
  { keys, folder, user, cwd }: { keys: EntityKey[]; folder: string; user: RunUser; cwd: string },
): { path: string; wants: Wants }[] {
  return messages.flatMap(({ data, about }) => {
    if (data['path'] === undefined) return [];
    const path = resolve(cwd, data['path']);
    const isOurs = about.some((key) => keys.includes(key)) || path.startsWith(`${folder}/`);
    if (!isOurs) return [];
    const isReading = ['scandir', 'readdir', 'stat', 'lstat', 'chdir', 'access'].includes(data['syscall'] ?? '');
    if (isReading) return [{ path, wants: 'read' as const }];
    const isRead =
      data['syscall'] === 'open' &&
      statOf(path) !== null &&
      !WRITTEN_NAMES.test(path) &&
      !checkAccess(user, path, 'read', EMPTY_NAMES).isAllowed;
    return [{ path, wants: isRead ? ('read' as const) : ('write' as const) }];
  });
}

const EMPTY_NAMES: Names = { user: String, group: String, named: () => null };

function newestFiles(folder: string): string[] {
  return namesIn(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => {
      try {
        const stats = lstatSync(path);
        return stats.isFile() ? [{ path, at: stats.mtimeMs }] : [];
      } catch {
        return [];
      }
    })
    .toSorted((a, b) => b.at - a.at)
    .slice(0, LOG_FILES)
    .map(({ path }) => path);
}

const isFolder = (path: string): boolean => {
  const stats = statOf(path);
  return stats !== null && stats !== 'denied' && stats.isDirectory();
};

function withoutRepeats(questions: Question[]): Question[] {
  const found = new Map<string, Question>();
  for (const one of questions) {
    const key = `${one.user.uid}\n${one.path}\n${one.wants}`;
    const known = found.get(key);
    if (known)
      found.set(key, { ...known, by: [...new Set([...known.by, ...one.by])], isInLog: known.isInLog || one.isInLog });
    else found.set(key, one);
  }
  return [...found.values()];
}

function reckon({ user, path, wants, why, by, folder, isInLog }: Question, names: Names): AccessFact[] {
  const { isAllowed, refusedAt, isUnknown } = checkAccess(user, path, wants, names);
  return isUnknown
    ? []
    : [{ user: user.name, path, wants, why, isAllowed, refusedAt, by, folder, isInLog, isAsked: false }];
}

/** The kernel has the last word on what looks refused: it knows access control lists, read-only mounts and all else. */
async function askKernel(look: Look, facts: AccessFact[], questions: Question[]): Promise<AccessFact[]> {
  const users = new Map(questions.map(({ user }) => [user.name, user]));
  const doubtful = facts.filter((fact) => !fact.isAllowed || fact.isInLog).slice(0, ASKED_MAX);
  const answers = new Map(
    await Promise.all(doubtful.map(async (fact) => [fact, await ask(look, fact, users.get(fact.user))] as const)),
  );
  return facts.map((fact) => {
    const answer = answers.get(fact) ?? null;
    if (answer === null) return fact;
    return { ...fact, isAllowed: answer, refusedAt: answer ? null : fact.refusedAt, isAsked: true };
  });
}

/** Null when it could not be asked. */
async function ask(look: Look, { path, wants }: AccessFact, user: RunUser | undefined): Promise<boolean | null> {
  if (!user || user.uid === 0) return null;
  const target = wants === 'write' && statOf(path) === null ? dirname(path) : path;
  if (process.getuid?.() === user.uid) return mayOurselves(target, wants);
  if (!look.isRoot) return null;
  const flag = { read: '-r', write: '-w', execute: '-x', traverse: '-x' }[wants];
  const groups = [...user.gids];
  const ran = await look.run(
    'setpriv',
    [`--reuid=${user.uid}`, `--regid=${groups[0] ?? user.uid}`, `--groups=${groups.join(',')}`, 'test', flag, target],
    { timeoutMs: 800 },
  );
  // test(1) ends with 0 or 1; everything else is trouble with the asking.
  return ran.trouble === null && (ran.status === 0 || ran.status === 1) && ran.stderr === '' ? ran.status === 0 : null;
}

function mayOurselves(path: string, wants: Wants): boolean {
  try {
    accessSync(
      path,
      { read: constants.R_OK, write: constants.W_OK, execute: constants.X_OK, traverse: constants.X_OK }[wants],
    );
    return true;
  } catch {
    return false;
  }
}
