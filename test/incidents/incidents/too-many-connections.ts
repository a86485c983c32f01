// Incident 4: more processes times pool than the database takes, a code path that leaves its transaction open, and a new program
// whose keeper starts it with the environment of before, so that Nest cannot build it.
import type { Incident } from '../incident.ts';
import { pauseMs } from '../incident.ts';
import { programOf, SHOP, unitOf } from '../put-server.ts';

const SYNC = `"use strict";
require("reflect-metadata");
const { Module, Injectable, Inject } = require("@nestjs/common");
const { NestFactory } = require("@nestjs/core");
class DatabaseService {}
class FilamentService { constructor(database) { this.database = database; } }
Reflect.decorate([Injectable()], FilamentService);
Reflect.defineMetadata("design:paramtypes", [DatabaseService], FilamentService);
class FilamentModule {}
Module({ providers: [FilamentService, ...(process.env.FILAMENT_DATABASE_URL ? [DatabaseService] : [])] })(FilamentModule);
NestFactory.createApplicationContext(FilamentModule).then(() => setInterval(() => {}, 1000));
`;
const LEAK = `
const { Pool } = require("pg");
const reports = new Pool({ connectionString: process.env.DATABASE_URL, max: 30, application_name: "shop-reports" });
reports.on("error", () => {});
const leak = async () => {
  try {
    const client = await reports.connect();
    await client.query("begin");
    await client.query("select count(*) from orders");
  } catch {}
};
// A burst of customers on the path that forgets its transaction, then one now and then.
for (let count = 0; count < 26; count += 1) setTimeout(leak, count * 200);
setInterval(leak, 10000);
`;

export const tooManyConnections: Incident = {
  id: 'too-many-connections',
  inject: async (box, layout) => {
    await box.must(
      `cd /; runuser -u postgres -- psql -qc 'alter system set max_connections = 25'; systemctl restart postgresql@15-main; sleep 3`,
    );
    await box.write(`${SHOP}/dist/filament-sync.js`, SYNC);
    await box.must(`cat >> ${SHOP}/dist/worker.js`, Buffer.from(LEAK));
    const stale = 'SHOP_JOB_MS=300';
    if (layout === 'systemd') {
      await box.write('/etc/systemd/system/filament-sync.service', unitOf('filament-sync', `Environment=${stale}\n`));
      await box.must('systemctl daemon-reload; systemctl restart shop shop-worker; systemctl start filament-sync');
      await box.write(
        '/etc/systemd/system/filament-sync.service',
        unitOf('filament-sync', 'Environment=FILAMENT_DATABASE_URL=postgres://127.0.0.1/x\n'),
      );
      await box.run('systemctl restart filament-sync');
    } else {
      await box.write('/etc/supervisor/conf.d/filament-sync.conf', programOf('filament-sync', 'filament-sync'));
      await box.run('supervisorctl update; supervisorctl restart shop shop-worker');
      await box.write(
        '/etc/supervisor/conf.d/filament-sync.conf',
        programOf('filament-sync', 'filament-sync', '', ',FILAMENT_DATABASE_URL="postgres://127.0.0.1/x"'),
      );
      await box.run('supervisorctl restart filament-sync');
    }
    // Long enough that nobody takes a transaction of then for one at work.
    await pauseMs(40_000);
    await box.run('for i in $(seq 40); do curl -s -m 8 -o /dev/null http://127.0.0.1/orders & done; wait');
  },
  roots: {
    systemd: [['transactions-left-idle', 'pools-larger-than-database-limit'], ['unit-file-changed-not-reloaded']],
    supervisor: [['transactions-left-idle', 'pools-larger-than-database-limit'], ['supervisor-config-not-applied']],
  },
  isMendable: true,
};
