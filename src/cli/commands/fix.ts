// `allswell fix` and `allswell undo`: shows what would be changed, changes it when told, looks again, takes it back if it did not help.
import type { Command } from 'commander';
import { EXIT } from '../exit-code.ts';

interface FixOptions {
  apply?: string;
  yes?: boolean;
  json?: boolean;
  since: string;
}

export function addFix(program: Command): void {
  program
    .command('fix')
    .description('show how what the doctor found can be mended, and mend it')
    .option('--apply <hash>', 'carry out exactly this plan')
    .option('--yes', 'carry out every plan that is safe')
    .option('--since <when>', 'how far back to look', '2h')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ allswell fix                   what would be done, with its hash; changes nothing
  $ allswell fix --apply 3f2a91    does it, looks again, and takes it back if it did not help
  $ allswell fix --yes             does all that is safe
  $ allswell undo                  takes the last one back, to the byte
Exit codes: 0 done or nothing to mend, 1 refused or did not help (and was taken back), 3 there is something to mend.`,
    )
    .action(async ({ apply, yes = false, json = false, since }: FixOptions) => {
      const { fix } = await import('../fix/fix.ts');
      process.exitCode = await fix({ apply: apply ?? null, allSafe: yes, isJson: json, since });
    });
  program
    .command('undo')
    .argument('[fix]', 'the id that `fix` printed; default: the last one')
    .description('take a fix back, to the byte')
    .option('--list', 'show what was done and can be taken back')
    .action(async (id: string | undefined, { list = false }: { list?: boolean }) => {
      const { listFixes, undo } = await import('../fix/undo.ts');
      process.exitCode = list ? listFixes() : await undo(id ?? null);
      process.exitCode ??= EXIT.fine;
    });
}
