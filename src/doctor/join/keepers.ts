// Lists whatever is meant to keep an application running, and whether it does just now.
import type { FactValues } from '../facts/index.ts';
import type { EntityKey, FactId, Facts } from '../model.ts';

export interface Keeper {
  key: EntityKey;
  /** As its own tool names it. */
  name: string;
  folder: string | null;
  /** The port that it is set to in plain sight. */
  port: number | null;
  /** Null: its state says nothing (a unit that runs once). */
  isUp: boolean | null;
  /** In its own tool's words: `failed (exit-code)`, `BACKOFF`, `errored`. */
  state: string;
  /** Whether a person means it to run: enabled, not stopped on purpose. */
  isWanted: boolean;
}

const RUNS_NODE = /(?:^|[\s/])(?:node|nodejs|npm|npx|yarn|pnpm|bun|tsx|ts-node|nest|pm2-runtime)(?:\s|$)|\.[cm]?js\b/;

export function keepersOf(facts: Facts<FactId>): Keeper[] {
  return [
    ...(facts.find('systemd.units') ?? [])
      .filter((unit) => unit.execStart.some((line) => RUNS_NODE.test(line)) && !isOtherKeeper(unit))
      .map(ofUnit),
    ...(facts.find('supervisor.programs')?.programs ?? []).map(ofProgram),
    ...(facts.find('pm2.daemons') ?? []).flatMap((daemon) => daemon.apps.map((app) => ofPm2(daemon.user, app))),
    ...(facts.find('aapanel.projects') ?? []).map(ofProject),
    ...(facts.find('docker.containers') ?? []).flatMap(({ name, state, ports, exitCode }) => {
      const port = ports.find(({ hostPort }) => hostPort !== null)?.hostPort ?? null;
      const isUp = state === 'running';
      const keeper: Keeper = {
        key: `container:${name}`,
        name,
        folder: null,
        port,
        isUp,
        state: isUp ? state : `${state} (${exitCode})`,
        isWanted: state !== 'created',
      };
      return port === null ? [] : [keeper];
    }),
    ...(facts.find('allswell.status')?.apps ?? []).flatMap((app) =>
      app.pools
        .filter(({ kind }) => kind === 'web')
        .map((pool): Keeper => {
          const serving = pool.workers.filter((worker) => worker.state === 'serving').length;
          return {
            key: `pool:${app.name}.${pool.name}`,
            name: `${app.name}.${pool.name}`,
            folder: null,
            port: portOf(pool.listen[0]?.split(':').at(-1)),
            isUp: serving > 0,
            state: pool.isStopped ? 'stopped' : `${serving} of ${pool.wanted} serving`,
            isWanted: !pool.isStopped,
          };
        }),
    ),
  ];
}

type Unit = FactValues['systemd.units'][number];

/** A unit that holds PM2's daemon or our own keeper keeps no application itself. */
const isOtherKeeper = (unit: Unit): boolean =>
  unit.execStart.some((line) => /pm2\b.*\b(resurrect|start)|allswell/.test(line)) ||
  /^(pm2|allswell|supervisor)\b/.test(unit.name);

function ofUnit(unit: Unit): Keeper {
  const isOver = unit.activeState === 'inactive';
  return {
    key: `unit:${unit.name}`,
    name: unit.name,
    folder: unit.workingDirectory,
    port: portOf(unit.port),
    isUp: unit.activeState === 'active' && unit.subState !== 'exited',
    state: unit.activeState === 'failed' ? `failed (${unit.result})` : `${unit.activeState} (${unit.subState})`,
    isWanted: !isOver || unit.isEnabled === true,
  };
}

function ofProgram(program: FactValues['supervisor.programs']['programs'][number]): Keeper {
  return {
    key: `program:${program.name}`,
    name: program.name,
    folder: program.folder,
    port: portOf(program.port),
    isUp: program.state === 'RUNNING',
    state: program.state,
    isWanted: program.state !== 'STOPPED',
  };
}

function ofPm2(user: string, app: FactValues['pm2.daemons'][number]['apps'][number]): Keeper {
  return {
    key: `pm2:${user}/${app.name}`,
    name: app.name,
    folder: app.cwd,
    port: portOf(app.port),
    isUp: app.status === 'online',
    state: app.status,
    isWanted: app.status !== 'stopped',
  };
}

function ofProject(project: FactValues['aapanel.projects'][number]): Keeper {
  return {
    key: `panel:${project.name}`,
    name: project.name,
    folder: project.folder,
    port: project.port,
    isUp: project.isAlive,
    state: project.isAlive ? 'running' : 'stopped',
    isWanted: project.isPowerOn !== false,
  };
}

function portOf(text: string | null | undefined): number | null {
  return text != null && /^\d{1,5}$/.test(text) ? Number(text) : null;
}
