// Collects containers as their daemon tells of them on its socket; seen from the host, nothing inside is looked at.
import { askSocket } from '../../../host/linux/ask-socket.ts';
import { exists } from '../../../host/linux/look-at-path.ts';
import type { ContainerFact } from '../../facts/supervision-facts.ts';
import { type Collector, known, none, unknown } from '../collector.ts';
import { cleanText } from '../mask.ts';

const SOCKETS = ['/var/run/docker.sock', '/run/docker.sock', '/run/podman/podman.sock'];
const ASK_TIMEOUT_MS = 2000;
/** Each container costs a question of its own. */
const ASKED_MAX = 40;

export const dockerCollector: Collector = {
  name: 'docker',
  ids: ['docker.containers'],
  stage: 1,
  budgetMs: 5000,
  collect: async () => {
    const socketPath = SOCKETS.find((path) => exists(path) === true);
    if (socketPath === undefined) return { 'docker.containers': none };
    const list = await askSocket({ socketPath, path: '/containers/json?all=1', timeoutMs: ASK_TIMEOUT_MS });
    if (list.kind === 'absent') return { 'docker.containers': none };
    if (list.kind !== 'answered') return { 'docker.containers': unknown(list.kind, `${socketPath}: ${list.detail}`) };
    const ids = recordsIn(parse(list.body))
      .map(({ Id }) => String(Id ?? ''))
      .filter((id) => /^[\da-f]{12,64}$/.test(id));
    const told = await Promise.all(
      ids
        .slice(0, ASKED_MAX)
        .map((id) => askSocket({ socketPath, path: `/containers/${id}/json`, timeoutMs: ASK_TIMEOUT_MS })),
    );
    const containers = told.flatMap((one) =>
      one.kind === 'answered' && one.status === 200 ? describeContainer(parse(one.body)) : [],
    );
    return { 'docker.containers': known(containers) };
  },
};

type Json = Record<string, unknown>;

export function describeContainer(inspected: unknown): ContainerFact[] {
  const container = recordOf(inspected);
  const state = recordOf(container['State']);
  if (typeof container['Id'] !== 'string') return [];
  const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
  return [
    {
      id: container['Id'].slice(0, 12),
      name: cleanText(String(container['Name'] ?? '').replace(/^\//, '')),
      image: cleanText(String(recordOf(container['Config'])['Image'] ?? container['Image'] ?? '')),
      state: cleanText(String(state['Status'] ?? '')),
      exitCode: number(state['ExitCode']),
      oomKilled: typeof state['OOMKilled'] === 'boolean' ? state['OOMKilled'] : null,
      restartCount: number(container['RestartCount']),
      ports: portsOf(recordOf(recordOf(container['NetworkSettings'])['Ports'])),
      pid: number(state['Pid']) || null,
    },
  ];
}

/** `{ "3000/tcp": [{ HostIp, HostPort }] }`; null where a port is exposed and not published. */
const portsOf = (ports: Json): ContainerFact['ports'] =>
  Object.entries(ports).flatMap(([name, bindings]) => {
    const containerPort = Number.parseInt(name, 10);
    if (!Number.isInteger(containerPort)) return [];
    const hosts = recordsIn(bindings).map(({ HostIp, HostPort }) => ({
      host: cleanText(String(HostIp ?? '')) || null,
      hostPort: Number(HostPort) || null,
      containerPort,
    }));
    return hosts.length > 0 ? hosts : [{ host: null, hostPort: null, containerPort }];
  });

const recordOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const recordsIn = (value: unknown): Json[] => (Array.isArray(value) ? value.map(recordOf) : []);

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
