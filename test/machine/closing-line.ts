// Prints how many machine tests passed, failed and were skipped, from vitest's report; names the skipped.
import { readFileSync } from 'node:fs';
import { countVitest, describeCounts, NOTHING } from '../../scripts/check/count.ts';

const counted = countVitest(readFileSync(process.argv[2] ?? '', 'utf8'));
for (const name of counted?.skipped ?? []) console.log(`skipped  ${name}`);
if (counted === null) console.log('vitest died before it wrote its report');
console.log(`machine: ${describeCounts(counted?.counts ?? { ...NOTHING, failed: 1 })}`);
if (counted === null) process.exitCode = 1;
