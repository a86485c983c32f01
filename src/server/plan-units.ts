// Decides which unit files are to be written, and which are to go because nothing listens any more.
import type { PlannedFile, UnitFacts } from './model.ts';
import { serviceUnit } from './service-unit.ts';
import { socketUnit } from './socket-unit.ts';

interface Present {
  unit: string;
  path: string;
  text: string | null;
}

export function planUnits(facts: UnitFacts, present: { service: Present; socket: Present }): PlannedFile[] {
  return [
    planFile(present.socket, facts.addresses.length > 0 ? socketUnit(facts.addresses) : null),
    planFile(present.service, serviceUnit(facts)),
  ];
}

export function planFile({ unit, path, text: present }: Present, text: string | null): PlannedFile {
  const change = text === present ? 'none' : text === null ? 'remove' : present === null ? 'write' : 'overwrite';
  return { unit, path, text, present, change };
}
