// Incident 2: a release whose queue worker leaks; nothing bounds it but a line that its keeper does not know, so the kernel kills.
import type { Incident } from '../incident.ts';
import { pauseMs } from '../incident.ts';
import { keep, programOf, SHOP, unitOf } from '../put-server.ts';

const LEAK = `
const kept = [];
setInterval(() => { kept.push(Buffer.alloc(8 << 20, 1)); }, 40);
`;

export const leakingWorker: Incident = {
  id: 'leaking-worker',
  machine: { memory: '1200M', disk: 'host' },
  inject: async (box, layout) => {
    await box.must(`cat >> ${SHOP}/dist/worker.js`, Buffer.from(LEAK));
    if (layout === 'systemd') {
      await box.write('/etc/systemd/system/shop-worker.service', unitOf('worker', 'MemoryLimitMax=256M\n'));
      await box.must('systemctl daemon-reload');
    } else {
      await box.write(
        '/etc/supervisor/conf.d/shop-worker.conf',
        programOf('shop-worker', 'worker', 'memory_limit=256M\n'),
      );
      await box.must('supervisorctl update');
    }
    await box.run(keep[layout].restartWorker);
    // Near its end a process is slow: most of what it reads is evicted and read again.
    await box.must(
      'for i in $(seq 120); do journalctl -k --since -10min | grep -q "Killed process" && break; sleep 1; done',
    );
    await pauseMs(5000);
  },
  roots: {
    systemd: [['memory-grows-without-end', 'killed-because-machine-was-short', 'killed-by-own-memory-limit']],
    supervisor: [['memory-grows-without-end', 'killed-because-machine-was-short', 'killed-by-own-memory-limit']],
  },
  isMendable: false,
};
