// Incident 1: a deploy by root, with a strict umask and an install cut in the middle, after somebody had tried the app by hand.
import type { Incident } from '../incident.ts';
import { pauseMs } from '../incident.ts';
import { keep, SHOP, waitForStatus } from '../put-server.ts';

const CUT_SHORT = ['@nestjs/terminus', 'rxjs', 'pg', 'express'];

export const afterDeploy: Incident = {
  id: 'after-deploy',
  inject: async (box, layout) => {
    const { stop, restart } = keep[layout];
    await box.must(
      `${stop}; set -a; . /etc/shop.env; cd ${SHOP}; setsid nohup node dist/main.js >/tmp/try.log 2>&1 </dev/null & sleep 2`,
    );
    await waitForStatus(box, 200);
    await box.run(restart);
    await pauseMs(4000);
    await box.must("kill $(ss -ltnpH 'sport = :3000' | sed 's/.*pid=\\([0-9]*\\).*/\\1/')");
    await box.must(`umask 077; cd ${SHOP}
      cp -r dist dist.new && rm -r dist && mv dist.new dist
      chown -R root: node_modules package.json package-lock.json
      rm -f node_modules/.package-lock.json
      for name in ${CUT_SHORT.join(' ')}; do rm -r node_modules/$name; mkdir node_modules/$name; done`);
    await box.run(restart);
    await pauseMs(8000);
  },
  roots: {
    systemd: [
      ['tree-owned-by-another-user', 'run-user-cannot-read-code'],
      ['modules-half-installed', 'module-not-installed'],
    ],
    supervisor: [
      ['tree-owned-by-another-user', 'run-user-cannot-read-code'],
      ['modules-half-installed', 'module-not-installed'],
    ],
  },
  isMendable: true,
};
