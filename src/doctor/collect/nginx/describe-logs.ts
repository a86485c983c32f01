// Says where nginx logs: error logs, and access logs with the text of their format and the sites that write to them.
import { isAbsolute, join } from 'node:path';
import type { NginxConfig } from '../../facts/nginx-facts.ts';
import type { Directive } from './parse-nginx.ts';

export interface LogDefaults {
  /** Folder that relative paths are meant in. */
  prefix: string;
  errorLog: string | null;
  accessLog: string | null;
}

export function describeLogs(top: Directive[], defaults: LogDefaults): Pick<NginxConfig, 'errorLogs' | 'accessLogs'> {
  const all = flatten(top, [], '');
  const formats = new Map(
    all
      .filter(({ one }) => one.name === 'log_format')
      .map(({ one }) => [one.args[0] ?? '', formatText(one.args.slice(1))]),
  );
  const path = (text: string): string | null => {
    const isFile = !/^(syslog:|memory:|stderr$|off$|\/dev\/)/.test(text) && !text.includes('$');
    return isFile ? (isAbsolute(text) ? text : join(defaults.prefix, text)) : null;
  };
  const errors = all.filter(({ one }) => one.name === 'error_log').map(({ one }) => path(one.args[0] ?? ''));
  const isMainSet = top.some((one) => one.name === 'error_log');
  const fallback = isMainSet || defaults.errorLog === null ? null : path(defaults.errorLog);
  return {
    errorLogs: [...new Set([...errors, fallback])].filter((one) => one !== null),
    accessLogs: accessLogs(all, formats, path, defaults.accessLog),
  };
}

interface Placed {
  one: Directive;
  /** Names of the blocks around it. */
  within: string[];
  /** The first name of the server block around it, or nothing. */
  site: string;
}

function flatten(directives: Directive[], within: string[], site: string): Placed[] {
  return directives.flatMap((one) => {
    if (one.block === null) return [{ one, within, site }];
    const own = one.name === 'server' && within.at(-1) === 'http' ? siteOf(one) : site;
    return [{ one, within, site }, ...flatten(one.block, [...within, one.name], own)];
  });
}

export const siteOf = ({ block }: Directive): string =>
  block?.find((one) => one.name === 'server_name')?.args.find((name) => name !== '') ?? '_';

function accessLogs(
  all: Placed[],
  formats: Map<string, string>,
  path: (text: string) => string | null,
  fallback: string | null,
): NginxConfig['accessLogs'] {
  const logs = new Map<string, NginxConfig['accessLogs'][number]>();
  const note = (text: string, format: string | undefined, sites: string[]): void => {
    const file = path(text);
    if (file === null) return;
    const log = logs.get(file) ?? { path: file, format: formats.get(format ?? 'combined') ?? null, sites: [] };
    log.sites = [...new Set([...log.sites, ...sites])];
    logs.set(file, log);
  };
  const sites = [
    ...new Set(
      all.filter(({ one, within }) => one.name === 'server' && within.at(-1) === 'http').map(({ one }) => siteOf(one)),
    ),
  ];
  const own = all.filter(({ one, within }) => one.name === 'access_log' && within[0] === 'http');
  const withOwn = new Set(
    own.filter(({ site, within }) => site !== '' && within.at(-1) === 'server').map(({ site }) => site),
  );
  const inheriting = sites.filter((site) => !withOwn.has(site));
  for (const { one, site } of own) {
    const format = one.args.slice(1).find((arg) => !arg.includes('='));
    note(one.args[0] ?? '', format, site === '' ? inheriting : [site]);
  }
  if (!own.some(({ site }) => site === '') && fallback !== null && inheriting.length > 0)
    note(fallback, undefined, inheriting);
  return [...logs.values()];
}

/** The pieces of a log_format are written one after the other, without its `escape=`. */
const formatText = (args: string[]): string =>
  args.filter((arg, index) => index > 0 || !arg.startsWith('escape=')).join('');
