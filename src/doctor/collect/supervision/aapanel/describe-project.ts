// Makes the fact of one Node project out of its row in the panel's database and the files that the panel keeps of it.
import { existsSync } from 'node:fs';
import { readCwd, readEnviron } from '../../../../host/linux/brief-processes.ts';
import { textOf } from '../../../../host/linux/look-at-path.ts';
import type { AapanelProject } from '../../../facts/supervision-facts.ts';
import { cleanText, maskSecrets } from '../../mask.ts';

const VHOST = '/www/server/nodejs/vhost';
const PROXIES_TO = /\bproxy_pass\s+https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):(\d{1,5})/g;

/** Null for a row that is no project. */
export function describeProject(row: Record<string, unknown>, panel: string): AapanelProject | null {
  const { id, name, path } = row;
  if (typeof name !== 'string' || name === '' || name.includes('/')) return null;
  const config = parseConfig(row['project_config']);
  const text = (key: string): string | null =>
    typeof config[key] === 'string' && config[key] !== '' ? cleanText(maskSecrets(config[key])) : null;
  const pidFile = `${VHOST}/pids/${name}.pid`;
  const pid = Number.parseInt(textOf(pidFile) ?? '', 10) || null;
  const isThere = pid !== null && existsSync(`/proc/${pid}`);
  const isPidForeign = isThere && !isOf(pid, name, text('project_cwd') ?? String(path ?? ''));
  const vhost = `${panel}/vhost/nginx/node_${name}.conf`;
  const vhostText = textOf(vhost);
  const failuresFile = `${panel}/data/project_daemon_failures/${String(id)}_${name}.pl`;
  const failures = textOf(failuresFile);
  const logFile = [
    text('log_path') === null ? null : `${text('log_path')}/${name}.log`,
    `${VHOST}/logs/${name}.log`,
  ].find((file) => file !== null && existsSync(file));
  return {
    name: cleanText(name),
    folder: text('project_cwd') ?? cleanText(String(path ?? '')),
    script: text('project_script') ?? '',
    port: Number(config['port']) || null,
    runUser: text('run_user'),
    pidFile: existsSync(pidFile) ? pidFile : null,
    pid,
    isAlive: isThere && !isPidForeign,
    isPidForeign,
    isPowerOn: config['is_power_on'] === undefined ? null : ['1', 'true'].includes(String(config['is_power_on'])),
    failures: failures === null ? 0 : Number.parseInt(failures, 10) || 0,
    failuresFile: failures === null ? null : failuresFile,
    logFile: logFile ?? null,
    vhost: vhostText === null ? null : vhost,
    vhostPorts: [
      ...new Set(
        [...(vhostText ?? '').replace(/^\s*#.*$/gm, '').matchAll(PROXIES_TO)].map((found) => Number(found[1])),
      ),
    ],
  };
}

/** As the panel itself tells: by where it stands, or by the name that its start script exports. What can't be seen counts. */
function isOf(pid: number, name: string, folder: string): boolean {
  const cwd = readCwd(pid)?.path ?? null;
  return (
    cwd === null || cwd === folder || cwd.startsWith(`${folder}/`) || readEnviron(pid)?.['NODE_PROJECT_NAME'] === name
  );
}

function parseConfig(value: unknown): Record<string, unknown> {
  try {
    const config = JSON.parse(typeof value === 'string' ? value : '{}') as unknown;
    return typeof config === 'object' && config !== null && !Array.isArray(config)
      ? (config as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}
