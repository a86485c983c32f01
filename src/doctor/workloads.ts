// Joins the facts into workloads: whatever keeps a program (unit, Supervisor program, PM2 app, pool, panel project or a bare
// process), with its processes, folder, ports, sites and databases. Findings meet each other through the workloads they share.
import type { FactValues } from './facts/index.ts';
import type { ProcessFact } from './facts/process-facts.ts';
import type { EntityKey, FactSheet } from './model.ts';

export interface Workload {
  /** The keeper's key: `unit:shop.service`, `pm2:root/shop`; `process:…` when nobody keeps it. */
  id: EntityKey;
  keys: Set<EntityKey>;
  folder: string | null;
  ports: Set<number>;
}

export interface Workloads {
  all: Workload[];
  /** Ids of the workloads that any of the keys belongs to. */
  of: (keys: EntityKey[]) => Set<EntityKey>;
}

export const processKey = (process: { pid: number; start: number }): EntityKey =>
  `process:${process.pid}@${process.start}`;

export function findWorkloads(sheet: FactSheet): Workloads {
  const facts = valuesOf(sheet);
  const workloads = new Map<EntityKey, Workload>();
  const keep = (id: EntityKey, keys: (EntityKey | null)[], folder: string | null, ports: (number | null)[]): void => {
    const workload = workloads.get(id) ?? { id, keys: new Set([id]), folder: null, ports: new Set() };
    for (const key of keys) if (key) workload.keys.add(key);
    if (folder) workload.keys.add(`app:${folder}`);
    workload.folder ??= folder;
    for (const port of ports) if (port !== null && !Number.isNaN(port)) workload.ports.add(port);
    workloads.set(id, workload);
  };
  addKept(facts, keep);
  addProcesses(facts, workloads, keep);
  addPorts(facts, workloads);
  addSites(facts, workloads);
  const all = [...workloads.values()];
  return {
    all,
    of: (keys) => new Set(all.filter((workload) => keys.some((key) => workload.keys.has(key))).map(({ id }) => id)),
  };
}

type Values = { [Id in keyof FactValues]: FactValues[Id] | null };
type Keep = (id: EntityKey, keys: (EntityKey | null)[], folder: string | null, ports: (number | null)[]) => void;

function valuesOf(sheet: FactSheet): Values {
  return new Proxy({} as Values, {
    get: (_, id: keyof FactValues) => {
      const fact = sheet.facts[id];
      return fact?.state === 'known' ? fact.value : null;
    },
  });
}

function addKept(facts: Values, keep: Keep): void {
  for (const unit of facts['systemd.units'] ?? [])
    keep(`unit:${unit.name}`, [], unit.workingDirectory, [Number(unit.port ?? Number.NaN)]);
  for (const program of facts['supervisor.programs']?.programs ?? []) {
    keep(`program:${program.name}`, [], program.folder, [Number(program.port ?? Number.NaN)]);
  }
  for (const daemon of facts['pm2.daemons'] ?? []) {
    for (const app of daemon.apps)
      keep(`pm2:${daemon.user}/${app.name}`, [], app.cwd, [Number(app.port ?? Number.NaN)]);
  }
  for (const project of facts['aapanel.projects'] ?? [])
    keep(`panel:${project.name}`, [], project.folder, [project.port]);
  for (const app of facts['allswell.status']?.apps ?? []) {
    for (const pool of app.pools)
      keep(
        `pool:${app.name}.${pool.name}`,
        [],
        null,
        pool.listen.map((one) => Number(one.slice(one.lastIndexOf(':') + 1))),
      );
  }
}

/** A process belongs to whoever keeps it, or to the keeper of the nearest ancestor that is kept. */
function addProcesses(facts: Values, workloads: Map<EntityKey, Workload>, keep: Keep): void {
  const processes = facts.processes ?? [];
  const byPid = new Map(processes.map((process) => [process.pid, process]));
  const keepers = keepersByPid(facts);
  for (const process of processes) {
    const keeper = keeperOf(process, byPid, keepers) ?? unitKeeper(process, workloads);
    const isWorthNaming = process.isNode || keeper !== null;
    if (isWorthNaming) keep(keeper ?? processKey(process), [processKey(process)], process.cwd, []);
  }
}

function keepersByPid(facts: Values): Map<number, EntityKey> {
  const keepers = new Map<number, EntityKey>();
  const note = (pid: number | null, key: EntityKey): void => {
    if (pid) keepers.set(pid, key);
  };
  for (const program of facts['supervisor.programs']?.programs ?? []) note(program.pid, `program:${program.name}`);
  for (const daemon of facts['pm2.daemons'] ?? [])
    for (const app of daemon.apps) note(app.pid, `pm2:${daemon.user}/${app.name}`);
  for (const project of facts['aapanel.projects'] ?? []) note(project.pid, `panel:${project.name}`);
  for (const app of facts['allswell.status']?.apps ?? []) {
    for (const pool of app.pools) for (const worker of pool.workers) note(worker.pid, `pool:${app.name}.${pool.name}`);
  }
  return keepers;
}

function keeperOf(
  process: ProcessFact,
  byPid: Map<number, ProcessFact>,
  keepers: Map<number, EntityKey>,
): EntityKey | null {
  const seen = new Set<number>();
  for (let one: ProcessFact | undefined = process; one && !seen.has(one.pid); one = byPid.get(one.ppid)) {
    seen.add(one.pid);
    const keeper = keepers.get(one.pid);
    if (keeper) return keeper;
  }
  return null;
}

/** A unit that only holds another manager (supervisord, PM2's daemon) keeps that manager, not its programs. */
function unitKeeper(process: ProcessFact, workloads: Map<EntityKey, Workload>): EntityKey | null {
  const key: EntityKey | null = process.unit ? `unit:${process.unit}` : null;
  return key && workloads.has(key) ? key : null;
}

function addPorts(facts: Values, workloads: Map<EntityKey, Workload>): void {
  for (const workload of workloads.values()) for (const port of workload.ports) workload.keys.add(`port:${port}`);
  for (const listener of facts['sockets.listening'] ?? []) {
    for (const holder of listener.holders) {
      for (const workload of workloads.values()) {
        if (!workload.keys.has(`process:${holder}`)) continue;
        if (listener.port !== null) workload.keys.add(`port:${listener.port}`);
        if (listener.path !== null) workload.keys.add(`socket:${listener.path}`);
      }
    }
  }
  // What a workload said it could not bind is its port too, though it holds none.
  for (const message of facts.messages ?? []) {
    const { port } = message.data;
    if (message.kind !== 'node-address-in-use' || port === undefined) continue;
    for (const workload of workloads.values()) {
      if (message.about.some((key) => workload.keys.has(key))) workload.keys.add(`port:${port}`);
    }
  }
}

function addSites(facts: Values, workloads: Map<EntityKey, Workload>): void {
  const config = facts['nginx.config'];
  for (const server of config?.servers ?? []) {
    const addresses = server.locations.flatMap(({ target }) => {
      const upstream = config?.upstreams.find((one) => one.name === target);
      return upstream ? upstream.servers.map((one) => one.address) : target ? [target] : [];
    });
    for (const address of addresses) {
      const key = keyOfAddress(address);
      for (const workload of workloads.values()) {
        if (key && workload.keys.has(key)) for (const name of server.names) workload.keys.add(`site:${name}`);
      }
    }
  }
}

/** `127.0.0.1:3000` → port:3000; `unix:/run/x.sock` → socket:/run/x.sock. */
export function keyOfAddress(address: string): EntityKey | null {
  if (address.startsWith('unix:')) return `socket:${address.slice(5).replace(/:$/, '')}`;
  const port = /:(\d+)$/.exec(address)?.[1];
  return port === undefined ? null : `port:${port}`;
}
