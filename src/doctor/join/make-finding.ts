// Fills in what most findings say alike: that it holds now, that nothing speaks against it.
import type { Evidence, Finding, Remedy, Role } from '../model.ts';

type Parts = Pick<Finding, 'about' | 'says' | 'evidence'> &
  Partial<Pick<Finding, 'began' | 'strength' | 'against' | 'data' | 'holdsNow'>> & {
    remedy: Pick<Remedy, 'says'> & Partial<Remedy>;
  };

export const makeFinding = (rule: string, role: Role, parts: Parts): Finding => ({
  rule,
  role,
  began: null,
  holdsNow: true,
  strength: 'proof',
  against: [],
  data: {},
  ...parts,
  remedy: { commands: [], fix: null, ...parts.remedy },
});

/** `supervisorctl` and `systemctl show` say it; there is no file to name. */
export const told = (source: string, text: string): Evidence => ({ source, text });
