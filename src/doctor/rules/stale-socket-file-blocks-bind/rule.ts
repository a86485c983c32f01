// Finds socket files that nobody listens on and that keep an application from listening there again.
import { keptOf } from '../../join/kept.ts';
import { makeFinding } from '../../join/make-finding.ts';
import { evidenceOf, messagesOf, newestFirst } from '../../join/messages.ts';
import { isAboutKept, isIll } from '../../join/missed.ts';
import type { Finding, Rule } from '../../model.ts';

const ID = 'stale-socket-file-blocks-bind';

export const rule: Rule<'messages' | 'sockets.listening'> = {
  id: ID,
  role: 'cause',
  title: 'A socket file that nobody listens on is in the way',
  needs: ['messages', 'sockets.listening'],
  judge: (facts) => {
    const listened = new Set(facts.get('sockets.listening').map(({ path }) => path));
    return keptOf(facts).flatMap((kept): Finding[] => {
      const messages = newestFirst(
        messagesOf(
          facts,
          ['node-address-in-use'],
          (message) => message.data['path'] !== undefined && isAboutKept(message, kept),
        ),
      );
      const [message] = messages;
      const path = message?.data['path'];
      if (!message || path === undefined || listened.has(path) || !isIll(facts, kept)) return [];
      return [
        makeFinding(ID, 'cause', {
          about: [kept.key, `socket:${path}`],
          says: `${path} is left over from an earlier run of ${kept.name}: nobody listens on it, and it can't be bound while the file is there.`,
          began: message.firstAt,
          evidence: [
            evidenceOf(message),
            { source: 'listening sockets', text: `no process listens on ${path}` },
            { source: kept.key, text: kept.state },
          ],
          data: { path, keeper: kept.key },
          remedy: {
            says: 'Remove that one file and start again. To have it removed by itself, put it below RuntimeDirectory= or unlink it before listen().',
            commands: [`ss -lxp | grep ${path}`, `rm ${path}`, ...kept.commands.start],
            fix: 'remove-stale-socket',
          },
        }),
      ];
    });
  },
};
