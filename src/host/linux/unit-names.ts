// The names of what `allswell install` gives systemd, and where systemd looks for it.
import { join } from 'node:path';

export const UNITS = { service: 'allswell.service', socket: 'allswell.socket' } as const;

/** For the administrator's own units (systemd.unit(5)). */
export const UNIT_FOLDER = '/etc/systemd/system';

export const unitPath = (unit: string): string => join(UNIT_FOLDER, unit);
