// `allswell uninstall`: stops what systemd runs of Allswell, closes its ports and takes its units away.
import type { Command } from 'commander';
import { findHome } from '../../host/linux/home.ts';
import { mustSystemctl, systemctl } from '../../host/linux/systemd.ts';
import { readUnit, removeUnit } from '../../host/linux/unit-files.ts';
import { unitPath, UNITS } from '../../host/linux/unit-names.ts';
import { WRITTEN_BY } from '../../server/service-unit.ts';
import { EXIT } from '../exit-code.ts';
import { refuseAnywhere } from '../install/refuse-install.ts';
import { printJson, showFailure } from '../run-request.ts';

interface Options {
  dryRun?: boolean;
  json?: boolean;
}

export function addUninstall(program: Command): void {
  program
    .command('uninstall')
    .description('take Allswell away from systemd: its apps go down, its units are removed')
    .option('-n, --dry-run', 'show what would be done, and do nothing')
    .option('--json', 'print the outcome as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ sudo allswell uninstall                            the apps go down; their logs and state stay
  $ sudo allswell uninstall && allswell up --detach    back to how it was before the install`,
    )
    .action(async (options: Options) => {
      process.exitCode = await uninstall(options);
    });
}

async function uninstall({ dryRun = false, json = false }: Options): Promise<number> {
  const refused = refuseAnywhere('allswell uninstall');
  if (refused) return showFailure(refused, json);
  const units = Object.values(UNITS).filter((unit) => readUnit(unit)?.startsWith(WRITTEN_BY));
  const paths = units.map(unitPath);
  const { state } = findHome();
  if (!dryRun && units.length > 0) {
    // Stopped together: the socket would start the service again with the next request.
    const failure = await mustSystemctl('stop', ...units);
    if (failure) return showFailure(failure, json);
    await systemctl('disable', ...units);
    for (const path of paths) removeUnit(path);
    await systemctl('daemon-reload');
    await systemctl('reset-failed', ...units);
  }
  if (json) printJson({ schema: 1, ok: true, kind: dryRun ? 'planned' : 'uninstalled', removed: paths, kept: state });
  else if (paths.length === 0) console.log('Allswell is not installed under systemd; nothing to do.');
  else {
    const verb = dryRun ? 'Would stop and remove' : 'Stopped and removed';
    console.log(`${verb}:\n${paths.map((path) => `  ${path}`).join('\n')}\nState and logs stay in ${state}.`);
  }
  return EXIT.fine;
}
