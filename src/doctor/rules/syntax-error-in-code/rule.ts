// Finds programs that Node can't even read: broken code, code for a newer Node, or modules of one kind read as the other.
import { appOf, within } from '../../join/apps.ts';
import { evidenceOf } from '../../join/messages.ts';
import { standingOf } from '../../join/standing.ts';
import type { Remedy, Rule } from '../../model.ts';

export const rule: Rule<'messages'> = {
  id: 'syntax-error-in-code',
  role: 'cause',
  title: 'Node can’t read the code',
  needs: ['messages'],
  judge: (facts) =>
    facts.get('messages').flatMap((message) => {
      if (message.kind !== 'node-syntax-error' || message.data['place'] === undefined) return [];
      const standing = standingOf(facts, message);
      const app = appOf(facts, message.about);
      const place = message.data['place'];
      const what = message.data['message'] ?? 'a syntax error';
      const [, file = place, line] = /^(.*):(\d+)$/.exec(place) ?? [];
      const who = standing.kept[0]?.name ?? app?.folder ?? 'The application';
      return [
        {
          rule: 'syntax-error-in-code',
          role: 'cause' as const,
          about: standing.about,
          says: `Node can't read ${within(app, file)}${line ? ` at line ${line}` : ''}, which ${who} loads: ${what}.`,
          began: standing.began,
          holdsNow: standing.holdsNow,
          strength: 'proof' as const,
          evidence: [evidenceOf(message), { source: file, text: what, file, ...(line ? { line: Number(line) } : {}) }],
          against: [],
          data: { place, message: what, folder: app?.folder ?? null },
          remedy: remedyFor(what, within(app, file), line),
        },
      ];
    }),
};

function remedyFor(what: string, file: string, line: string | undefined): Remedy {
  if (/import statement outside|Unexpected token '?export/.test(what)) {
    return {
      says: 'It is an ES module that is read as CommonJS: set "type": "module" in package.json, or build to CommonJS.',
      commands: [],
      fix: null,
    };
  }
  if (/does not provide an export named/.test(what)) {
    return {
      says: 'A package is of another version than the code was written for: install what the lockfile says.',
      commands: ['npm ls', 'npm ci'],
      fix: 'install-from-lockfile',
    };
  }
  return {
    says: 'Look at the line: a half written file, a merge left open, or words that this Node does not know yet. Deploy it whole again.',
    commands: [
      `sed -n '${Math.max(1, Number(line ?? 1) - 3)},${Number(line ?? 1) + 3}p' ${file}`,
      `node --check ${file}`,
    ],
    fix: null,
  };
}
