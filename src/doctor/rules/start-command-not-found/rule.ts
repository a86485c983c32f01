// Finds start commands whose program a shell can't find: a tool for development that is not installed, or no node on its PATH.
import { appOf, installCommands } from '../../join/apps.ts';
import { evidenceOf, messagesOf } from '../../join/messages.ts';
import { standingOf } from '../../join/standing.ts';
import type { EntityKey, FactId, Facts, Rule } from '../../model.ts';

/** What a shell ends with when it can't find a program. */
const NOT_FOUND = '127';

const endsWithIt = (facts: Facts<FactId>, keys: EntityKey[]): boolean =>
  messagesOf(
    facts,
    ['systemd-main-exited', 'supervisor-exited', 'pm2-exited', 'npm-failed'],
    ({ kind, data, about }) =>
      (kind === 'npm-failed' || (data['status'] ?? data['code']) === NOT_FOUND) &&
      about.some((key) => keys.includes(key)),
  ).length > 0;

const TOOLS = new Set([
  'nest',
  'ts-node',
  'tsx',
  'tsc',
  'nodemon',
  'rimraf',
  'cross-env',
  'next',
  'webpack',
  'swc',
  'dotenv',
  'concurrently',
  'pm2-runtime',
  'prisma',
  'typeorm',
  'env-cmd',
  'node-dev',
  'esbuild',
  'vite',
]);

export const rule: Rule<'messages'> = {
  id: 'start-command-not-found',
  role: 'cause',
  title: 'The start command’s program is not found',
  needs: ['messages'],
  judge: (facts) =>
    facts.get('messages').flatMap((message) => {
      const { command = '', by } = message.data;
      if (message.kind !== 'command-not-found' || command === '' || by === 'node') return [];
      const standing = standingOf(facts, message);
      // What a running program misses now and then (a converter, a browser) keeps nobody from starting.
      if (standing.kept.every(({ isUp }) => isUp === true) && !endsWithIt(facts, message.about)) return [];
      const app = appOf(facts, message.about);
      const name = command.split('/').at(-1) ?? command;
      const isTool = TOOLS.has(name) || app?.declared?.[name] !== undefined;
      const isNode = name === 'node' || name === 'npm' || name === 'npx';
      const who = standing.kept[0]?.name ?? app?.folder ?? 'The application';
      return [
        {
          rule: 'start-command-not-found',
          role: 'cause' as const,
          about: standing.about,
          says: isTool
            ? `${who} is started with ${name}, which is not installed${app ? ` in ${app.folder}/node_modules/.bin` : ''}: it is a tool for development.`
            : `${who} is started with ${command}, which ${by === 'env' ? 'env' : 'the shell'} can't find on its PATH.`,
          began: standing.began,
          holdsNow: standing.holdsNow,
          strength: 'strong' as const,
          evidence: [
            evidenceOf(message),
            ...(standing.kept[0] ? [{ source: standing.kept[0].key, text: `starts ${standing.kept[0].command}` }] : []),
          ],
          against: [],
          data: { command, folder: app?.folder ?? null, isTool },
          remedy: isTool
            ? {
                says: `Start what was built, with node itself (node dist/main.js): ${name} is for development. To build here, install with the packages for development.`,
                commands: [
                  ...(app ? [installCommands(app)[0] ?? '', 'npm ci --include=dev && npm run build'] : []),
                  ...(standing.kept[0]?.commands.look.slice(0, 1) ?? []),
                ],
                fix: null,
              }
            : {
                says: isNode
                  ? 'Name it by its full path: nvm and its like put node on the PATH of logged-in shells only.'
                  : 'Name it by its full path, or install it.',
                commands: [`command -v ${name}`, ...(standing.kept[0]?.commands.look.slice(0, 1) ?? [])],
                fix: null,
              },
        },
      ];
    }),
};
