// Works off QUEUE_DIR/*.job, JOB_MS (100) each, into done.log; on SIGTERM finishes the job in hand and exits 0.
const { appendFileSync, readdirSync, renameSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');

const { QUEUE_DIR, JOB_MS = '100' } = process.env;
const taken = (job) => join(QUEUE_DIR, `${job}.taken-by-${process.pid}`);

let isAskedToStop = false;
process.on('SIGTERM', () => {
  isAskedToStop = true;
});

function takeJob() {
  for (const job of readdirSync(QUEUE_DIR).sort()) {
    if (!job.endsWith('.job')) continue;
    try {
      renameSync(join(QUEUE_DIR, job), taken(job));
      return job;
    } catch {
      // Another worker was quicker.
    }
  }
}

async function work() {
  while (!isAskedToStop) {
    const job = takeJob();
    await sleep(job ? Number(JOB_MS) : 20);
    if (!job) continue;
    appendFileSync(join(QUEUE_DIR, 'done.log'), `${job}\n`);
    rmSync(taken(job));
  }
}

work();
console.log('waiting for jobs');
