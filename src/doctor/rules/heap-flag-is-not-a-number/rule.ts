// Finds heap limits written with a unit: Node takes a plain number of MiB, and says no to anything else.
import { keptOf } from '../../join/kept.ts';
import { makeFinding, told } from '../../join/make-finding.ts';
import { evidenceOf, messagesOf } from '../../join/messages.ts';
import { isAboutKept, isIll } from '../../join/missed.ts';
import type { FactId, Facts, Finding, Rule } from '../../model.ts';
import type { Kept } from '../../join/kept.ts';

const ID = 'heap-flag-is-not-a-number';
const FLAG = /--max[-_](?:old|semi)[-_]space[-_]size(?:=|\s+)["']?(\d+(?:\.\d+)?\s?(?:[kmgt]i?b?))\b/i;

export const rule: Rule<'processes'> = {
  id: ID,
  role: 'cause',
  title: 'A heap limit is written with a unit, which Node does not take',
  needs: ['processes'],
  judge: (facts) =>
    keptOf(facts).flatMap((kept): Finding[] => {
      const found = textsOf(facts, kept).flatMap(({ source, text }) => {
        const value = FLAG.exec(text)?.[1];
        return value === undefined ? [] : [{ source, text: text.slice(0, 200), value }];
      })[0];
      if (!found) return [];
      const messages = messagesOf(
        facts,
        ['node-bad-option'],
        (message) => isAboutKept(message, kept) && /space[-_]size/.test(message.data['option'] ?? message.text),
      );
      const isDown = isIll(facts, kept);
      const mebibytes = toMebibytes(found.value);
      return [
        makeFinding(ID, isDown ? 'cause' : 'smell', {
          about: [kept.key],
          says: `${kept.name} is given a heap limit of "${found.value}": Node takes a plain number of MiB and refuses this one.`,
          began: messages[0]?.firstAt ?? null,
          strength: isDown && messages.length === 0 ? 'strong' : 'proof',
          evidence: [told(found.source, found.text), ...messages.slice(0, 1).map(evidenceOf)],
          data: { keeper: kept.key, value: found.value, mebibytes },
          remedy: {
            says: `Write --max-old-space-size=${mebibytes} where it stands now, without a unit, then start it again.`,
            commands: kept.commands.look.slice(0, 1),
            fix: 'correct-heap-flag',
          },
        }),
      ];
    }),
};

function textsOf(facts: Facts<FactId>, { kind, name, key, command, pids }: Kept): { source: string; text: string }[] {
  const unit = kind === 'unit' ? facts.find('systemd.units')?.find((one) => one.name === name) : undefined;
  const program =
    kind === 'program' ? facts.find('supervisor.programs')?.programs.find((one) => one.name === name) : undefined;
  const app =
    kind === 'pm2'
      ? facts
          .find('pm2.daemons')
          ?.flatMap((daemon) => daemon.apps.filter((one) => `pm2:${daemon.user}/${one.name}` === key))[0]
      : undefined;
  const options = unit?.nodeOptions ?? program?.nodeOptions ?? app?.nodeOptions;
  const process = facts.find('processes')?.find(({ pid }) => pids.includes(pid));
  return [
    { source: key, text: command },
    ...(options ? [{ source: `NODE_OPTIONS of ${name}`, text: options }] : []),
    ...(process
      ? [{ source: `NODE_OPTIONS of pid ${process.pid}`, text: process.plainEnvironment['NODE_OPTIONS'] ?? '' }]
      : []),
  ];
}

const SIZES: Record<string, number> = { k: 1 / 1024, m: 1, g: 1024, t: 1024 * 1024 };

function toMebibytes(value: string): number {
  const found = /^([\d.]+)\s?([kmgt])/i.exec(value);
  return Math.round(Number(found?.[1] ?? 0) * (SIZES[(found?.[2] ?? 'm').toLowerCase()] ?? 1));
}
