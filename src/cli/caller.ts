// Who calls: the PATH in which `node` is looked for, and the few variables a worker may inherit.
import type { Caller } from '../../protocol/control.ts';

const INHERITED = ['HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'TZ'];

export function readCaller(): Caller {
  const env = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && (INHERITED.includes(name) || name.startsWith('LC_')) ? [[name, value]] : [],
    ),
  );
  const path = process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin';
  return { path, env: { ...env, PATH: path } };
}
