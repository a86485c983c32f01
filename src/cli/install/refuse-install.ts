// Looks whether this machine and this package are fit for an install at all, before anything is read or started.
import type { Failure } from '../../failure/failure.ts';
import type { Program } from '../../host/linux/find-program.ts';
import { findWritable } from '../../host/linux/find-writable.ts';
import type { Home } from '../../host/linux/home.ts';
import { hasSystemd } from '../../host/linux/systemd.ts';
import { readInstalledHome } from '../../host/linux/unit-files.ts';

/** Folders of package runners and version managers: a path in them does not live as long as a unit. */
const PASSING = /\/(_npx|\.npm|\.nvm|\.fnm|fnm_multishells|\.volta|\.asdf|mise|\.pnpm)\//;

export function refuseAnywhere(command: string): Failure | null {
  if (process.getuid?.() !== 0) return { code: 'needs-root', command };
  return hasSystemd() ? null : { code: 'systemd-missing' };
}

export function refuseInstall(home: Home, { node, keeper }: Program): Failure | null {
  for (const path of [keeper, node]) {
    const writable = findWritable(path);
    if (writable) return { code: 'program-writable', ...writable };
    if (PASSING.test(path)) return { code: 'program-passing', path };
  }
  const unitHome = readInstalledHome();
  return unitHome !== null && unitHome !== home.state
    ? { code: 'unit-of-other-home', home: home.state, unitHome }
    : null;
}
