// Lists the files of npm's cache that an installation from a lockfile reads: contents are found by their checksum alone.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [cache = '', lockfile = ''] = process.argv.slice(2);
const { packages } = JSON.parse(readFileSync(lockfile, 'utf8')) as { packages: Record<string, { integrity?: string }> };
for (const { integrity } of Object.values(packages)) {
  const hex = Buffer.from(integrity?.replace('sha512-', '') ?? '', 'base64').toString('hex');
  const file = `content-v2/sha512/${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex.slice(4)}`;
  if (hex !== '' && existsSync(join(cache, '_cacache', file))) console.log(file);
}
