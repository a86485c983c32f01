// Finds keepers that end only the process they started: what that one started in turn lives on, and keeps the port.
import { type Kept, keptOf } from '../../join/kept.ts';
import { makeFinding } from '../../join/make-finding.ts';
import { evidenceOf, messagesOf } from '../../join/messages.ts';
import type { Evidence, FactId, Facts, Finding, Rule } from '../../model.ts';

const ID = 'children-survive-stop';
const WRAPPER = /(?:^|[\s/])(?:npm|npx|yarn|pnpm|sh|bash|nest)(?:\s|$)/;

export const rule: Rule<'processes'> = {
  id: ID,
  role: 'smell',
  title: 'Children of an application survive its stop',
  needs: ['processes'],
  judge: (facts) =>
    keptOf(facts).flatMap((kept): Finding[] => {
      const found =
        kept.kind === 'unit' ? inUnit(facts, kept) : kept.kind === 'program' ? inProgram(facts, kept) : null;
      if (found === null) return [];
      const messages = messagesOf(facts, ['systemd-left-over'], (message) => message.about.includes(kept.key));
      return [
        makeFinding(ID, 'smell', {
          about: [kept.key],
          says: `A stop of ${kept.name} ends only the process that its keeper started (${found.setting}); what that one started lives on.`,
          evidence: [found.evidence, ...messages.slice(0, 1).map(evidenceOf)],
          data: { keeper: kept.key, setting: found.setting },
          remedy: found.remedy,
        }),
      ];
    }),
};

interface Found {
  setting: string;
  evidence: Evidence;
  remedy: { says: string; commands: string[]; fix: string };
}

function inUnit(facts: Facts<FactId>, { name }: Kept): Found | null {
  const unit = facts.find('systemd.units')?.find((one) => one.name === name);
  if (!unit || !['process', 'none'].includes(unit.killMode)) return null;
  return {
    setting: `KillMode=${unit.killMode}`,
    evidence: { source: 'systemctl show', text: `KillMode=${unit.killMode}`, ...unit.places['KillMode'] },
    remedy: {
      says: 'Take the line out: the default, control-group, ends all of them.',
      commands: [`systemctl edit ${name}   # [Service] KillMode=control-group`, 'systemctl daemon-reload'],
      fix: 'stop-children-as-group',
    },
  };
}

function inProgram(facts: Facts<FactId>, { name, command }: Kept): Found | null {
  const program = facts.find('supervisor.programs')?.programs.find((one) => one.name === name);
  const isAsGroup = /^(true|yes|on|1)$/i.test(program?.configured?.['stopasgroup'] ?? '');
  if (!program?.configured || isAsGroup || !WRAPPER.test(command)) return null;
  const killsGroup = /^(true|yes|on|1)$/i.test(program.configured['killasgroup'] ?? '');
  return {
    setting: killsGroup ? 'killasgroup without stopasgroup' : 'no stopasgroup',
    evidence: {
      source: 'supervisor files',
      text: `command=${command}; ${killsGroup ? 'killasgroup=true counts only for the later SIGKILL' : 'stopasgroup is not set'}`,
      ...(program.place ? { file: program.place.file, line: program.place.line } : {}),
    },
    remedy: {
      says: 'Set stopasgroup=true, or better: start node itself instead of a wrapper.',
      commands: ['supervisorctl reread', `supervisorctl update ${program.group}`],
      fix: 'stop-children-as-group',
    },
  };
}
