// Incident 3: the release before still holds the port, its keeper runs by words older than its file, and a new module was never installed.
import type { Incident } from '../incident.ts';
import { pauseMs } from '../incident.ts';
import { keep, programOf, SHOP, unitOf } from '../put-server.ts';

/** What people write to have a shell set something up: a stop ends the shell alone. */
const WRAPPED = `/bin/bash -c "cd ${SHOP} && node dist/main.js; true"`;

export const orphanOfRelease: Incident = {
  id: 'orphan-of-release',
  inject: async (box, layout) => {
    const { restart, restartWorker } = keep[layout];
    const [from, to] = ['/usr/local/bin/node dist/main.js', WRAPPED];
    if (layout === 'systemd') {
      await box.write('/etc/systemd/system/shop.service', unitOf('main', 'KillMode=process\n').replace(from, to));
      await box.must('systemctl daemon-reload; systemctl restart shop');
    } else {
      await box.write('/etc/supervisor/conf.d/shop.conf', programOf('shop', 'main').replace(from, to));
      await box.must('supervisorctl update');
    }
    await pauseMs(5000);
    await box.must(
      "ss -ltnpH 'sport = :3000' | sed 's/.*pid=\\([0-9]*\\).*/\\1/' | tee /run/shop.pid; echo 999999 > /run/shop-worker.pid",
    );
    // The new release: one more module, asked for by the worker, named by its lockfile, installed by nobody.
    await box.must(`set -e; mkdir -p /tmp/q/package && cd /tmp/q
      echo '{"name":"nestjs-queue","version":"1.0.0","main":"index.js"}' > package/package.json
      echo 'exports.QueueModule = class {};' > package/index.js
      tar czf q.tgz package && npm cache add /tmp/q/q.tgz >/dev/null && chmod -R a+rwX /var/cache/npm
      node -e '
        const fs = require("fs"), dir = "${SHOP}/";
        const integrity = "sha512-" + require("crypto").createHash("sha512").update(fs.readFileSync("q.tgz")).digest("base64");
        const pkg = JSON.parse(fs.readFileSync(dir + "package.json")); pkg.dependencies["nestjs-queue"] = "1.0.0";
        const lock = JSON.parse(fs.readFileSync(dir + "package-lock.json")); lock.packages[""].dependencies["nestjs-queue"] = "1.0.0";
        lock.packages["node_modules/nestjs-queue"] = { version: "1.0.0", resolved: "https://packages.example/nestjs-queue/-/1.0.0.tgz", integrity };
        fs.writeFileSync(dir + "package.json", JSON.stringify(pkg, null, 2)); fs.writeFileSync(dir + "package-lock.json", JSON.stringify(lock, null, 2));'
      sed -i '1a require("nestjs-queue");' ${SHOP}/dist/worker.js
      touch ${SHOP}/dist/*.js`);
    if (layout === 'systemd') {
      await box.write('/etc/systemd/system/shop-worker.service', unitOf('worker', 'Environment=SHOP_JOB_MS=50\n'));
    } else {
      await box.write(
        '/etc/supervisor/conf.d/shop-worker.conf',
        programOf('shop-worker', 'worker', 'startsecs=3\n', ',SHOP_JOB_MS="50"'),
      );
    }
    await box.run(`${restart}; ${restartWorker}`);
    await pauseMs(12_000);
  },
  roots: {
    systemd: [
      ['port-held-by-orphan-of-same-app', 'keeper-lost-a-process'],
      ['module-not-installed', 'modules-older-than-lockfile'],
      ['unit-file-changed-not-reloaded'],
    ],
    supervisor: [
      ['port-held-by-orphan-of-same-app', 'keeper-lost-a-process'],
      ['module-not-installed', 'modules-older-than-lockfile'],
      ['supervisor-config-not-applied'],
    ],
  },
  isMendable: true,
  isWell: {
    systemd: 'systemctl is-active shop && systemctl is-active shop-worker',
    supervisor: 'supervisorctl status | grep -c RUNNING | grep -qx 2',
  },
};
