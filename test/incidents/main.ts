// Runs the founding incidents live: `node test/incidents/main.ts [incident] [layout] [--keep]`, as root, with ALLSWELL_BOX_TOOLS set.
import { bootBox } from './box.ts';
import { afterDeploy } from './incidents/after-deploy.ts';
import { leakingWorker } from './incidents/leaking-worker.ts';
import { orphanOfRelease } from './incidents/orphan-of-release.ts';
import { tooManyConnections } from './incidents/too-many-connections.ts';
import { judgeDiagnosis, judgeFix } from './judge-incident.ts';
import { type Layout, putServer } from './put-server.ts';

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const prefix = process.env['ALLSWELL_BOX_PREFIX'] ?? 'incident';
const results: string[] = [];
for (const incident of [afterDeploy, leakingWorker, orphanOfRelease, tooManyConnections]) {
  for (const layout of ['systemd', 'supervisor'] satisfies Layout[]) {
    if (words[0] !== undefined && words[0] !== incident.id) continue;
    if (words[1] !== undefined && words[1] !== layout) continue;
    // One box at a time: they share the machine's two cores.
    // oxlint-disable no-await-in-loop
    const box = await bootBox(`${prefix}-${layout}`, incident.machine);
    try {
      await putServer(box, layout);
      await incident.inject(box, layout);
      console.log(`\n== ${incident.id} on ${layout}`);
      const diagnosis = await judgeDiagnosis(box, incident, layout);
      console.log(diagnosis.lines.join('\n'));
      const mended = await judgeFix(box, incident, layout);
      console.log(mended.lines.join('\n'));
      results.push(
        `${incident.id} ${layout}: diagnosis ${diagnosis.isRight ? 'right' : 'WRONG'}, fix ${mended.isRight ? 'right' : 'WRONG'}`,
      );
    } catch (error) {
      results.push(`${incident.id} ${layout}: ${(error as Error).message}`);
    } finally {
      if (!process.argv.includes('--keep')) await box.end();
    }
  }
}
console.log(`\n${results.join('\n')}`);
process.exitCode = results.every((line) => line.endsWith('right') && !line.includes('WRONG')) ? 0 : 1;
