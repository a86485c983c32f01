// `allswell explain`: the page about one finding, in the terminal.
import { join } from 'node:path';
import type { Command } from 'commander';
import { packageRoot } from '../../host/linux/package-root.ts';
import { readText } from '../../host/linux/read-text.ts';
import { rules } from '../../doctor/rules/index.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { paint, paintError } from '../print/paint.ts';
import { renderPage } from '../print/page-text.ts';

const NEAR_MAX = 5;

export function addExplain(program: Command): void {
  program
    .command('explain')
    .argument('[finding]', 'its name, as the report prints it; left out: all there are')
    .description('what a finding of the doctor means, and what to do')
    .addHelpText(
      'after',
      `
Examples:
  $ allswell explain nginx-upstream-not-listening
  $ allswell explain socket                          every finding with this word in it`,
    )
    .action((finding: string | undefined) => {
      process.exitCode = explain(finding);
    });
}

function explain(asked: string | undefined): ExitCode {
  if (asked === undefined) {
    console.log(rules.map(({ id, title }) => `${id}\n  ${paint('dim', title)}`).join('\n'));
    return EXIT.fine;
  }
  const words = asked.toLowerCase().replace(/\s+/g, '-');
  const rule = rules.find(({ id }) => id === words);
  const page = rule ? readPage(rule.id) : null;
  if (page !== null) {
    console.log(renderPage(page, paint));
    return EXIT.fine;
  }
  const near = nearTo(words);
  const hint =
    near.length > 0 ? `Did you mean:\n${near.map((id) => `  ${id}`).join('\n')}` : 'allswell explain lists them all.';
  console.error(`${paintError('red', 'allswell:')} no finding is called ${asked}. ${hint}`);
  return EXIT.refused;
}

function readPage(id: string): string | null {
  for (const folder of ['src', join('dist', 'src')]) {
    const text = readText(join(packageRoot(), folder, 'doctor', 'rules', id, 'rule.md'));
    if (text !== null) return text;
  }
  return null;
}

/** Those that share most words with what was asked, in their names or, which counts less, on their pages: `502`, `EADDRINUSE`. */
function nearTo(asked: string): string[] {
  const words = asked.split(/[^a-z0-9]+/).filter((word) => word.length > 2);
  const counted = rules.map(({ id }) => {
    const page = readPage(id)?.toLowerCase() ?? '';
    const shared = words.reduce((sum, word) => sum + (id.includes(word) ? 3 : 0) + (page.includes(word) ? 1 : 0), 0);
    return { id, shared };
  });
  return counted
    .filter(({ shared }) => shared > 0)
    .toSorted((a, b) => b.shared - a.shared)
    .slice(0, NEAR_MAX)
    .map(({ id }) => id);
}
