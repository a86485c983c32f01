// `allswell install`: gives Allswell to systemd, with the ports of its apps, so that both outlive a reboot and a dead keeper.
// What the units say is decided in src/server; how the running system gets there, in cli/install/switch-over.
import type { Command } from 'commander';
import type { Answer } from '../../../protocol/control.ts';
import { findProgram } from '../../host/linux/find-program.ts';
import { findHome } from '../../host/linux/home.ts';
import { lookUpHosts } from '../../host/linux/look-up-hosts.ts';
import { readUnit } from '../../host/linux/unit-files.ts';
import { unitPath, UNITS } from '../../host/linux/unit-names.ts';
import type { PlannedFile } from '../../server/model.ts';
import { planUnits } from '../../server/plan-units.ts';
import { formatDuration } from '../../std/duration.ts';
import { socketKey } from '../../supervise/model.ts';
import { EXIT } from '../exit-code.ts';
import { filesText, SWITCH_TEXT } from '../install/describe-install.ts';
import { guessApps, knownApps } from '../install/known-apps.ts';
import { hostsOf, listenAddresses } from '../install/listen-addresses.ts';
import { refuseAnywhere, refuseInstall } from '../install/refuse-install.ts';
import { chooseSwitch, switchOver } from '../install/switch-over.ts';
import { waitForApps } from '../install/wait-for-apps.ts';
import { paint, paintError } from '../print/paint.ts';
import { printJson, showFailure } from '../run-request.ts';

interface Options {
  dryRun?: boolean;
  json?: boolean;
}

export function addInstall(program: Command): void {
  program
    .command('install')
    .argument('[what]', 'allswell.yaml, its folder, or a script, brought up first; default: the apps that run here')
    .description('have systemd start Allswell at boot and hold the ports of its apps')
    .option('-n, --dry-run', 'show what would be written and done, and do nothing')
    .option('--json', 'print the outcome as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ sudo allswell install --dry-run            show allswell.service and allswell.socket
  $ sudo allswell install                      for the apps that run here
  $ sudo allswell install /srv/shop            bring this one up first
Run it again when an app was added or listens elsewhere. Undo it with: allswell uninstall`,
    )
    .action(async (what: string | undefined, options: Options) => {
      process.exitCode = await install(what, options);
    });
}

async function install(what: string | undefined, { dryRun = false, json = false }: Options): Promise<number> {
  const home = findHome();
  const program = findProgram();
  const refused = refuseAnywhere('allswell install') ?? refuseInstall(home, program);
  if (refused) return showFailure(refused, json);
  const hear = (answer: Exclude<Answer, { kind: 'reply' }>): void => {
    if (!json && answer.kind === 'progress') console.error(paintError('dim', `${answer.app}: ${answer.text}`));
  };
  const apps = dryRun ? await guessApps(home, what) : await knownApps(home, what, hear);
  if (!apps.ok) return showFailure(apps.failure, json);
  const { listen, keeper, unknown } = apps.value;
  const addresses = listenAddresses(listen, await lookUpHosts(hostsOf(listen)));
  const ownHome = process.env['ALLSWELL_HOME'] ? home.state : null;
  const files = planUnits(
    { ...program, home: ownHome, addresses },
    { service: present('service'), socket: present('socket') },
  );
  const kind = chooseSwitch(files, keeper);
  if (!json) console.log(filesText(files));
  for (const note of json ? [] : unknown) console.log(paint('dim', `not known yet: ${note}`));
  if (dryRun) {
    if (json)
      printJson({
        schema: 1,
        ok: true,
        kind: 'planned',
        files: files.map(forJson),
        addresses: addresses.map(socketKey),
        switch: kind,
        unknown,
      });
    else console.log(`${SWITCH_TEXT[kind].would}\nNothing was changed.`);
    return EXIT.fine;
  }
  if (!json && kind !== 'none') console.log(SWITCH_TEXT[kind].does);
  const began = performance.now();
  const switched = await switchOver(home, files, keeper);
  if (!switched.ok) return showFailure(switched.failure, json);
  const missing = await waitForApps(home);
  const tookMs = Math.round(performance.now() - began);
  const { copies } = switched.value;
  if (json)
    printJson({
      schema: 1,
      ok: true,
      kind: 'installed',
      files: files.map(forJson),
      copies,
      addresses: addresses.map(socketKey),
      switch: kind,
      tookMs,
      missing,
    });
  else {
    for (const [unit, copy] of Object.entries(copies)) console.log(`${unit} was kept as ${copy}`);
    if (missing.length === 0)
      console.log(
        `${paint('green', kind === 'none' ? 'Nothing to do.' : 'Installed.')} All apps serve under systemd (${formatDuration(tookMs)}).`,
      );
    else console.log(`${paint('red', 'Installed, and not all serve:')} ${missing.join(', ')}. See: allswell status`);
  }
  return missing.length === 0 ? EXIT.fine : EXIT.findings;
}

const present = (which: keyof typeof UNITS): { unit: string; path: string; text: string | null } => ({
  unit: UNITS[which],
  path: unitPath(UNITS[which]),
  text: readUnit(UNITS[which]),
});

const forJson = ({ path, text, change }: PlannedFile): unknown => ({ path, change, text });
