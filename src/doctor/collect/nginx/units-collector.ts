// Collects how the units of web servers and of php-fpm stand, also those that systemd has forgotten since they stopped.
import { readdirSync } from 'node:fs';
import type { WebUnit } from '../../facts/nginx-facts.ts';
import { type Collector, known, none, unknown } from '../collector.ts';

const FOLDERS = ['/etc/systemd/system', '/run/systemd/system', '/lib/systemd/system', '/usr/lib/systemd/system'];
const NAMES = /^(?:nginx|openresty|apache2|httpd|caddy|php[\d.]*-fpm)\.service$/;
const PROPERTIES = [
  'Id',
  'LoadState',
  'ActiveState',
  'SubState',
  'Result',
  'UnitFileState',
  'InactiveEnterTimestamp',
  'ExecMainCode',
  'ExecMainStatus',
  'ExecMainPID',
];
/** wait(2): how the kernel says that a process exited, was killed, dumped. */
const CODES: Record<string, string> = { '1': 'exited', '2': 'killed', '3': 'dumped' };

export const unitsCollector: Collector = {
  name: 'web server units',
  ids: ['web.units'],
  stage: 1,
  budgetMs: 2500,
  collect: async (look) => {
    const names = [...new Set(FOLDERS.flatMap(namesIn))].filter((name) => NAMES.test(name));
    if (names.length === 0) return { 'web.units': none };
    const shown = await look.run(
      'systemctl',
      ['show', '--no-pager', `--property=${PROPERTIES.join(',')}`, '--', ...names],
      { env: { TZ: 'UTC' } },
    );
    if (shown.trouble === 'absent' || /not been booted with systemd|Host is down/.test(shown.stderr))
      return { 'web.units': none };
    if (shown.trouble !== null || shown.status !== 0)
      return { 'web.units': unknown(shown.trouble ?? 'unreadable', 'systemctl show did not answer') };
    return { 'web.units': known(readUnits(shown.stdout)) };
  },
};

/** Blocks of `Name=value` lines, one a unit, an empty line between them. */
export function readUnits(output: string): WebUnit[] {
  return output.split(/\n\s*\n/).flatMap((block): WebUnit[] => {
    const values = new Map(
      block
        .split('\n')
        .map((line): [string, string] => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
    const value = (name: string): string => values.get(name) ?? '';
    if (value('Id') === '' || ['not-found', 'masked'].includes(value('LoadState'))) return [];
    const hasRun = value('ExecMainPID') !== '' && value('ExecMainPID') !== '0';
    return [
      {
        name: value('Id'),
        activeState: value('ActiveState'),
        subState: value('SubState'),
        result: value('Result'),
        isEnabled: value('UnitFileState') === '' ? null : value('UnitFileState').startsWith('enabled'),
        inactiveSince: readTime(value('InactiveEnterTimestamp')),
        ended: hasRun ? `${CODES[value('ExecMainCode')] ?? value('ExecMainCode')} ${value('ExecMainStatus')}` : null,
      },
    ];
  });
}

/** `Fri 2026-11-20 15:22:42 UTC`. */
function readTime(text: string): string | null {
  const found = /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC/.exec(text);
  const at = found ? Date.parse(`${found[1]}T${found[2]}Z`) : Number.NaN;
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
