// Finds keepers that gave up over something which is well again: nothing but a person starts their application now.
import type { Message } from '../../facts/message-facts.ts';
import { type Kept, keptOf } from '../../join/kept.ts';
import { makeFinding, told } from '../../join/make-finding.ts';
import { evidenceOf, messagesOf, newestFirst } from '../../join/messages.ts';
import { isAboutKept } from '../../join/missed.ts';
import type { FactId, Facts, Finding, Rule } from '../../model.ts';

const ID = 'gave-up-over-what-has-healed';
/** Ends of a start, as far as their cause can be looked at again now. */
const KINDS = [
  'node-connect-refused',
  'node-address-in-use',
  'systemd-chdir-failed',
  'systemd-env-file-absent',
  'systemd-exec-failed',
  'systemd-user-failed',
] as const;
const OTHERS = [
  'node-module-missing',
  'node-permission-denied',
  'node-heap-exhausted',
  'nest-cannot-resolve',
  'node-syntax-error',
  'config-validation-failed',
  'env-missing',
  'node-address-denied',
  'node-dns-failed',
  'node-type-error',
  'node-addon-wrong-abi',
  'systemd-oom',
  'postgres-auth-failed',
  'mysql-auth-failed',
  'redis-auth-failed',
] as const;

export const rule: Rule<'processes' | 'sockets.listening' | 'messages'> = {
  id: ID,
  role: 'cause',
  title: 'A keeper gave up over something that is well again',
  needs: ['processes', 'sockets.listening', 'messages'],
  judge: (facts) =>
    keptOf(facts).flatMap((kept): Finding[] => {
      if (kept.gaveUp === null) return [];
      const [last] = newestFirst(messagesOf(facts, [...KINDS, ...OTHERS], (message) => isAboutKept(message, kept)));
      const healed = last === undefined ? null : howHealed(facts, kept, last);
      if (!last || healed === null) return [];
      return [
        makeFinding(ID, 'cause', {
          about: [kept.key],
          says: `${kept.name} gave up over something that is well again: ${healed}. Nothing tries to start it any more.`,
          began: last.lastAt,
          strength: 'strong',
          evidence: [evidenceOf(last), told('now', healed), told(kept.key, kept.gaveUp)],
          data: { keeper: kept.key, kind: last.kind },
          remedy: {
            says: 'Start it. So that a short outage does not end it for good: for systemd StartLimitIntervalSec=0 with RestartSec=2, and order it after what it needs.',
            commands: kept.commands.start,
            fix: 'start-what-gave-up',
          },
        }),
      ];
    }),
};

/** What has become of the last thing that it died of; null when that still holds, or can't be seen. */
function howHealed(facts: Facts<FactId>, kept: Kept, { kind, data }: Message): string | null {
  const port = Number(data['port']);
  const listening = (facts.find('sockets.listening') ?? []).filter((one) => one.kind === 'tcp' && one.port === port);
  const isLocal = /^(127\.|::1$|localhost$|0\.0\.0\.0$|::$|$)/.test(data['host'] ?? '');
  if (kind === 'node-connect-refused')
    return isLocal && listening.length > 0 ? `port ${port}, which refused it, is listened on now` : null;
  if (kind === 'node-address-in-use')
    return data['port'] !== undefined && listening.length === 0 ? `port ${port}, which was taken, is free now` : null;
  const unit = facts.find('systemd.units')?.find(({ name }) => name === kept.name);
  if (!unit) return null;
  if (kind === 'systemd-chdir-failed')
    return unit.workingDirectoryExists === true ? `${unit.workingDirectory} is there now` : null;
  if (kind === 'systemd-env-file-absent')
    return unit.environmentFiles.length > 0 &&
      unit.environmentFiles.every(({ exists, isOptional }) => isOptional || exists === true)
      ? 'its environment files are there now'
      : null;
  if (kind === 'systemd-exec-failed')
    return unit.executable?.exists === true && unit.executable.interpreterExists !== false
      ? `${unit.executable.command} is there now`
      : null;
  if (kind === 'systemd-user-failed')
    return unit.userExists === true && unit.groupExists !== false ? `the user ${unit.user} is there now` : null;
  return null;
}
