// Installs an application's modules again, whole, from its lockfile; the old ones are kept aside for the undo.
import { failed, ok } from '../../../std/result.ts';
import type { Kept } from '../../join/kept.ts';
import { isIll } from '../../join/missed.ts';
import type { Fix } from '../model.ts';
import { keepersIn, run, startSteps } from '../steps.ts';

const INSTALL_TIMEOUT_MS = 10 * 60_000;
/** Scripts run as they do in the deploy; nothing is forced past the lockfile. */
const INSTALL = {
  npm: ['npm', 'ci'],
  pnpm: ['pnpm', 'install', '--frozen-lockfile'],
  yarn: ['yarn', 'install', '--frozen-lockfile'],
  bun: ['bun', 'install', '--frozen-lockfile'],
};

export const installFromLockfile: Fix = {
  id: 'install-from-lockfile',
  plan: ({ data }, facts, machine) => {
    const folder = typeof data['folder'] === 'string' ? data['folder'] : null;
    const app = facts.find('apps')?.find((one) => one.folder === folder);
    if (!app?.lockfile) return failed('there is no lockfile to install from');
    if (app.lockfiles.length > 1) return failed(`there are ${app.lockfiles.length} lockfiles; which one counts?`);
    const modules = `${app.folder}/node_modules`;
    const owner = app.owners.toSorted((a, b) => b.files - a.files)[0]?.user ?? 'root';
    const kept = keepersIn(facts, app.folder);
    // What is up serves with what it has loaded, and need not be disturbed for another one's lack.
    const isDown = (one: Kept): boolean => one.isUp !== true || isIll(facts, one);
    const [down, up] = [kept.filter(isDown), kept.filter((one) => !isDown(one))];
    return ok({
      schema: 1,
      title: `Install the modules of ${app.folder} again from its ${app.lockfile.kind} lockfile`,
      risk: 'disruptive',
      steps: [
        ...(machine.exists(modules)
          ? [{ says: 'Keep the present node_modules aside', action: { kind: 'move-aside' as const, path: modules } }]
          : []),
        run(`Install in ${app.folder}`, INSTALL[app.lockfile.kind], {
          cwd: app.folder,
          user: owner === 'root' ? null : owner,
          timeoutMs: INSTALL_TIMEOUT_MS,
          creates: [modules],
          whyNoUndo: null,
        }),
        ...down.flatMap((kept) => startSteps(facts, kept)),
      ],
      notes: [
        'Until it is installed the application cannot load a module it has not loaded yet.',
        ...up.map(
          ({ name }) => `${name} is up and goes on with the modules that it has loaded, until it is restarted.`,
        ),
      ],
    });
  },
};
