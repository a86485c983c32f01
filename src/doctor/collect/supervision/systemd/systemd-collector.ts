// Collects the units that matter here: what runs Node or what Node needs, what failed, and what was written on this machine.
import { lexUnitFile } from '../../../../host/linux/lex-unit-file.ts';
import { namesIn, statOf, textOf } from '../../../../host/linux/look-at-path.ts';
import type { UnitFact } from '../../../facts/supervision-facts.ts';
import { type Collector, known, type Look, none, unknown } from '../../collector.ts';
import { describeUnit } from './describe-unit.ts';
import { parseCommand, parseShow, type Properties } from './parse-show.ts';
import { findUnknownDirectives } from './unknown-directives.ts';

/** Where administrators, `pm2 startup` and `systemctl edit` write. */
const OWN_FOLDERS = ['/etc/systemd/system', '/run/systemd/system'];
const PROPERTIES =
  `Id LoadState ActiveState SubState Result FragmentPath DropInPaths UnitFileState NeedDaemonReload MainPID ControlGroup NRestarts Restart
  RestartUSec StartLimitBurst StartLimitIntervalUSec User Group WorkingDirectory ExecStart Environment EnvironmentFiles MemoryMax MemoryLimit TasksMax
  LimitNOFILE PrivateTmp ProtectHome OOMPolicy KillMode TimeoutStopUSec ExecMainStatus ExecMainCode ActiveEnterTimestamp InactiveEnterTimestamp
  StateChangeTimestamp Type PIDFile Description DynamicUser`.split(/\s+/);
const UNITS_MAX = 120;
/** What Node applications are run by, and what they lean on. */
const RELEVANT =
  /(?:^|[\s/])(?:node|nodejs|npm|npx|yarn|pnpm|bun|deno|pm2|forever|nest|next|tsx|ts-node|supervisord|nginx|php-fpm[\d.]*|postgres|pg_ctlcluster|mysqld?|mariadbd?|mysqld_safe|redis-server|mongod|rabbitmq-server|dockerd|containerd|allswell)(?:\s|$)|PM2|allswell/;

export const systemdCollector: Collector = {
  name: 'systemd',
  ids: ['systemd.units'],
  stage: 1,
  budgetMs: 6000,
  collect: async (look) => {
    const shown = await look.run(
      'systemctl',
      ['show', '*.service', '--all', '--no-pager', `--property=${PROPERTIES.join(',')}`],
      { env: { TZ: 'UTC' } },
    );
    if (shown.trouble === 'absent') return { 'systemd.units': none };
    if (shown.trouble !== null || shown.status !== 0)
      return { 'systemd.units': troubleOf(shown.stderr, shown.trouble) };
    const loaded = parseShow(shown.stdout);
    const idle = await showIdle(look, loaded);
    const chosen = [...loaded, ...idle].filter(isRelevant).slice(0, UNITS_MAX);
    return { 'systemd.units': known(await describeAll(look, chosen)) };
  },
};

/** Not booted with systemd: the program is there and nobody listens. */
function troubleOf(stderr: string, trouble: 'denied' | 'timed-out' | 'unreadable' | null) {
  const text = stderr.trim().split('\n')[0] ?? '';
  if (/not been booted with systemd|Host is down|No such file or directory/.test(text)) return none;
  return unknown(trouble ?? 'unreadable', text === '' ? 'systemctl show did not answer' : text.slice(0, 200));
}

/** Unit files of this machine that systemd has not loaded: neither running nor wanted by anything. */
async function showIdle(look: Look, loaded: Properties[]): Promise<Properties[]> {
  const seen = new Set(loaded.map((one) => one.get('Id')?.[0]));
  const names = OWN_FOLDERS.flatMap((folder) =>
    namesIn(folder).filter((name) => /^[^@]+(@[^@]+)?\.service$/.test(name) && isFile(`${folder}/${name}`)),
  );
  const idle = [...new Set(names)].filter((name) => !seen.has(name)).slice(0, UNITS_MAX);
  if (idle.length === 0) return [];
  const shown = await look.run(
    'systemctl',
    ['show', '--no-pager', `--property=${PROPERTIES.join(',')}`, '--', ...idle],
    { env: { TZ: 'UTC' } },
  );
  return shown.trouble === null ? parseShow(shown.stdout) : [];
}

/** A link to /dev/null masks a unit, one to /lib enables it under another name. */
function isFile(path: string): boolean {
  const stats = statOf(path);
  return stats !== null && stats !== 'denied' && stats.isFile();
}

function isRelevant(properties: Properties): boolean {
  const first = (name: string): string => properties.get(name)?.[0] ?? '';
  if (first('LoadState') === 'masked' || first('Id').includes('@.')) return false;
  if (first('LoadState') === 'not-found') return first('ActiveState') !== 'inactive';
  if (first('ActiveState') === 'failed' || first('SubState') === 'auto-restart') return true;
  if (OWN_FOLDERS.some((folder) => first('FragmentPath').startsWith(`${folder}/`))) return true;
  return (properties.get('ExecStart') ?? []).some((value) =>
    parseCommand(value).some(({ path, line }) => RELEVANT.test(`${path} ${line}`)),
  );
}

async function describeAll(look: Look, chosen: Properties[]): Promise<UnitFact[]> {
  const texts = new Map<string, string | null>();
  const read = (file: string): string | null => {
    if (!texts.has(file)) texts.set(file, textOf(file));
    return texts.get(file) ?? null;
  };
  const units = chosen.map((properties) => describeUnit(properties, (file) => lexUnitFile(read(file) ?? '')));
  const own = units.filter(({ files }) =>
    files.some((file) => OWN_FOLDERS.some((folder) => file.startsWith(`${folder}/`))),
  );
  const directives = await findUnknownDirectives(look, own);
  return units.map((unit) => ({ ...unit, ...directives.get(unit.name) }));
}
