// Finds lines of environment files that two loaders of the same program read differently, or that a value is cut by.
import type { AppFact, EnvFile } from '../../facts/app-facts.ts';
import type { Message } from '../../facts/message-facts.ts';
import { keeperEnvironment } from '../../join/environments.ts';
import { keptOf, type Kept } from '../../join/kept.ts';
import { evidenceOf, messagesOf, newestFirst } from '../../join/messages.ts';
import { standingOf } from '../../join/standing.ts';
import type { FactId, Facts, Finding, Rule } from '../../model.ts';

type Loader = keyof NonNullable<EnvFile['disputed'][number]['reads']>;

export const rule: Rule<'apps' | 'messages'> = {
  id: 'env-file-read-differently-by-loaders',
  role: 'cause',
  title: 'Loaders read a line of the settings differently',
  needs: ['apps', 'messages'],
  judge: (facts) =>
    facts.get('apps').flatMap((app) =>
      app.envFiles.flatMap((file) =>
        file.disputed.flatMap((line): Finding[] => {
          const kept = keptOf(facts).filter(({ key }) => app.startedBy?.includes(key));
          const loaders = loadersOf(facts, app, file, kept);
          const { reads } = line;
          if (!reads || loaders.length === 0) return [];
          const isSplit = new Set(loaders.map((loader) => reads[loader])).size > 1;
          const trouble = troubleFrom(facts, app, kept, line.name);
          const given = kept
            .map((one) => keeperEnvironment(facts, one)[line.name])
            .find((value) => value !== undefined);
          const isOther = given !== undefined && loaders.every((loader) => reads[loader] !== given);
          if ((!isSplit && trouble === null) || isOther) return [];
          return [
            {
              rule: 'env-file-read-differently-by-loaders',
              role: trouble ? 'cause' : 'smell',
              about: trouble ? standingOf(facts, trouble).about : [`app:${app.folder}`],
              says: `${line.name} in ${file.path} line ${line.line} does not mean the same to everybody: ${line.why}${trouble ? `, and with what came out of it ${kept[0]?.name ?? 'the program'} fails` : ''}.`,
              began: trouble?.firstAt ?? null,
              holdsNow: true,
              strength: isSplit && trouble ? 'strong' : 'weak',
              evidence: [
                { source: file.path, text: `${line.name}: ${line.why}`, file: file.path, line: line.line },
                { source: 'loaded by', text: loaders.map((loader) => WORDS[loader]).join(' and ') },
                ...(trouble ? [evidenceOf(trouble)] : []),
              ],
              against: [],
              data: {
                name: line.name,
                file: file.path,
                line: line.line,
                loaders: loaders.join(','),
                folder: app.folder,
              },
              remedy: {
                says: `Write the value in single quotes: all of them then read it as it stands (if it has no single quote in it). Then start again.`,
                commands: [`sed -n '${line.line}p' ${file.path}`, ...(kept[0]?.commands.start ?? [])],
                fix: 'quote-setting',
              },
            },
          ];
        }),
      ),
    ),
};

const WORDS: Record<Loader, string> = {
  dotenv: 'dotenv (in the application)',
  node: 'node --env-file',
  systemd: "systemd's EnvironmentFile=",
  shell: 'a shell',
};

/** Who reads this file for this program, in the order in which the first one wins. */
function loadersOf(facts: Facts<FactId>, app: AppFact, { path }: EnvFile, kept: Kept[]): Loader[] {
  const units = (facts.find('systemd.units') ?? []).filter(
    ({ name, environmentFiles }) =>
      kept.some(({ key }) => key === `unit:${name}`) && environmentFiles.some((one) => one.path === path),
  );
  const isOwn = path === `${app.folder}/.env`;
  const name = path.split('/').at(-1) ?? '';
  return [
    ...(units.length > 0 ? (['systemd'] as const) : []),
    ...(kept.some(({ command }) => command.includes('--env-file') && command.includes(name))
      ? (['node'] as const)
      : []),
    ...(kept.some(({ command }) => /(?:\bsource|(?:^|[;&\s])\.)\s+\S*/.test(command) && command.includes(name))
      ? (['shell'] as const)
      : []),
    ...(isOwn && ['dotenv', '@nestjs/config'].some((one) => app.declared?.[one]) ? (['dotenv'] as const) : []),
  ];
}

const SECRETS = /PASS|SECRET|TOKEN|KEY|URL|URI|DSN|USER/;
const PLACES = /HOST|URL|URI|DSN|ADDR/;

/** Somebody is refused, or not found, and the setting is of that kind. */
function troubleFrom(facts: Facts<FactId>, app: AppFact, kept: Kept[], name: string): Message | null {
  const keys = new Set<string>([...kept.map(({ key }) => key), `app:${app.folder}`]);
  const kinds = [
    ...(SECRETS.test(name) ? (['postgres-auth-failed', 'mysql-auth-failed', 'redis-auth-failed'] as const) : []),
    ...(PLACES.test(name) ? (['node-dns-failed', 'node-connect-refused', 'node-connect-timeout'] as const) : []),
  ];
  const topic = /REDIS|QUEUE|CACHE/.test(name)
    ? 'redis'
    : /MYSQL|MARIA/.test(name)
      ? 'mysql'
      : /PG|POSTGRES|DATABASE|DB/.test(name)
        ? 'sql'
        : 'any';
  const fits = ({ kind }: Message): boolean =>
    topic === 'any' ||
    !kind.includes('-auth-') ||
    (topic === 'redis'
      ? kind.startsWith('redis')
      : topic === 'mysql'
        ? kind.startsWith('mysql')
        : !kind.startsWith('redis'));
  const messages = messagesOf(facts, kinds, (message) => message.about.some((key) => keys.has(key)) && fits(message));
  return newestFirst(messages).find((message) => standingOf(facts, message).holdsNow) ?? null;
}
