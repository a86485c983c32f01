// Collects what Supervisor keeps: what its files say, and what its daemon answers on its unix socket.
import { readAccounts } from '../../../../host/linux/accounts.ts';
import { isoOfStart, listBriefProcesses } from '../../../../host/linux/brief-processes.ts';
import { askSocket } from '../../../../host/linux/ask-socket.ts';
import { exists } from '../../../../host/linux/look-at-path.ts';
import { findExecutable } from '../find-executable.ts';
import { type Collector, known, none, unknown } from '../../collector.ts';
import { describePrograms } from './describe-programs.ts';
import { readSupervisorConfig } from './read-config.ts';
import { readAnswer, writeCall, type XmlValue } from './xml-rpc.ts';

/** Debian and Ubuntu, pip's default, older packages, and the panel's plugin. */
const CONFIG_FILES = [
  '/etc/supervisor/supervisord.conf',
  '/etc/supervisord.conf',
  '/usr/local/etc/supervisord.conf',
  '/usr/etc/supervisord.conf',
  '/etc/supervisor.conf',
];
const SOCKETS = [
  '/run/supervisor.sock',
  '/var/run/supervisor.sock',
  '/run/supervisor/supervisor.sock',
  '/tmp/supervisor.sock',
];
const ASK_TIMEOUT_MS = 2000;

type Struct = { [name: string]: XmlValue };
type Asked =
  | { kind: 'value'; value: XmlValue }
  | { kind: 'trouble'; trouble: 'absent' | 'denied' | 'timed-out' | 'unreadable'; detail: string };

export const supervisorCollector: Collector = {
  name: 'supervisor',
  ids: ['supervisor.programs'],
  stage: 1,
  budgetMs: 5000,
  collect: async () => {
    const daemon =
      listBriefProcesses().find(({ argv }) => argv.slice(0, 3).some((arg) => /(^|\/)supervisord$/.test(arg))) ?? null;
    const mainFile = configFileOf(daemon?.argv ?? []) ?? CONFIG_FILES.find((file) => exists(file) !== false);
    const config = mainFile === undefined ? null : readSupervisorConfig(mainFile);
    if (config === null && daemon === null) return { 'supervisor.programs': none };
    if (config === 'denied' && daemon === null)
      return { 'supervisor.programs': unknown('denied', `${mainFile} may not be read`) };
    const read = config === 'denied' ? null : config;
    const socket = await findAnswering([read?.socket ?? null, ...SOCKETS], read?.login ?? null);
    if (socket.kind === 'trouble' && (daemon !== null || socket.trouble === 'denied')) {
      return { 'supervisor.programs': unknown(socket.trouble, `its socket: ${socket.detail}`) };
    }
    const processes = socket.kind === 'value' ? structsIn(socket.value) : null;
    const running =
      socket.kind === 'value' ? await askAll(socket.path, read?.login ?? null) : { configs: null, version: null };
    return {
      'supervisor.programs': known({
        version: running.version,
        daemonPid: daemon?.pid ?? null,
        daemonStartedAt: daemon ? isoOfStart(daemon.start) : null,
        configFiles: read?.files ?? [],
        logFile: read?.logFile ?? null,
        programs: describePrograms(read?.sections ?? [], processes, running.configs, {
          exists,
          findExecutable,
          hasUser,
        }),
      }),
    };
  },
};

const hasUser = (user: string): boolean =>
  readAccounts().some(({ name, uid }) => name === user || String(uid) === user);

/** `-c FILE`, `--configuration=FILE`. */
function configFileOf(argv: readonly string[]): string | undefined {
  const at = argv.findIndex((arg) => arg === '-c' || arg === '--configuration');
  const joined = argv.find((arg) => /^(--configuration=|-c\/)/.test(arg));
  const file = at >= 0 ? argv[at + 1] : joined?.replace(/^(--configuration=|-c)/, '');
  return file?.startsWith('/') ? file : undefined;
}

async function findAnswering(
  paths: readonly (string | null)[],
  login: string | null,
): Promise<{ kind: 'value'; value: XmlValue; path: string } | Extract<Asked, { kind: 'trouble' }>> {
  let trouble: Extract<Asked, { kind: 'trouble' }> = {
    kind: 'trouble',
    trouble: 'absent',
    detail: 'nobody listens on it',
  };
  for (const path of new Set(paths.filter((one) => one !== null && exists(one) !== false))) {
    if (path === null) continue;
    const asked = await ask(path, login, 'supervisor.getAllProcessInfo');
    if (asked.kind === 'value') return { ...asked, path };
    if (trouble.trouble === 'absent') trouble = asked;
  }
  return trouble;
}

async function askAll(
  path: string,
  login: string | null,
): Promise<{ configs: Struct[] | null; version: string | null }> {
  const [configs, version] = await Promise.all([
    ask(path, login, 'supervisor.getAllConfigInfo'),
    ask(path, login, 'supervisor.getSupervisorVersion'),
  ]);
  return {
    // Unknown before 4.2: then only the files tell.
    configs: configs.kind === 'value' ? structsIn(configs.value) : null,
    version: version.kind === 'value' && typeof version.value === 'string' ? version.value : null,
  };
}

async function ask(socketPath: string, login: string | null, method: string): Promise<Asked> {
  const headers = {
    'Content-Type': 'text/xml',
    ...(login === null ? {} : { Authorization: `Basic ${Buffer.from(login).toString('base64')}` }),
  };
  const answer = await askSocket({
    socketPath,
    path: '/RPC2',
    method: 'POST',
    headers,
    body: writeCall(method),
    timeoutMs: ASK_TIMEOUT_MS,
  });
  if (answer.kind !== 'answered') return { kind: 'trouble', trouble: answer.kind, detail: answer.detail };
  if (answer.status === 401) return { kind: 'trouble', trouble: 'denied', detail: 'it asks for a name and a password' };
  const read = readAnswer(answer.body);
  if (read.kind === 'value') return read;
  return {
    kind: 'trouble',
    trouble: 'unreadable',
    detail: read.kind === 'fault' ? read.text : `status ${answer.status}`,
  };
}

const structsIn = (value: XmlValue): Struct[] =>
  Array.isArray(value)
    ? value.filter((one): one is Struct => one !== null && typeof one === 'object' && !Array.isArray(one))
    : [];
