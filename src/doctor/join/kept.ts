// Tells of each keeper what the rules about keeping need: its main process, its command, how often it died, whether it gave up.
import type { FactValues } from '../facts/index.ts';
import type { ProcessFact } from '../facts/process-facts.ts';
import type { EntityKey, FactId, Facts } from '../model.ts';
import { type Keeper, keepersOf } from './keepers.ts';

export interface Kept extends Keeper {
  kind: 'unit' | 'program' | 'pm2' | 'panel' | 'pool';
  /** With its tool: `shop.service`, `shop of Supervisor`, `shop of PM2 (deploy)`. */
  title: string;
  /** Processes that it started itself: several where PM2 runs copies. */
  pids: number[];
  command: string;
  user: string | null;
  /** ISO 8601: since when it is up; null when it is not, or does not tell. */
  upSince: string | null;
  /** ISO 8601: since when it is not up. */
  downSince: string | null;
  restarts: number;
  /** What its tool says of its having given up; null when it has not. */
  gaveUp: string | null;
  /** Between two tries just now. */
  isBetweenTries: boolean;
  /** How a person looks at it and starts it again. */
  commands: { look: string[]; start: string[]; restart: string[]; stop: string[] };
}

export function keptOf(facts: Facts<FactId>): Kept[] {
  const details = new Map([...units(facts), ...programs(facts), ...pm2Apps(facts), ...projects(facts)]);
  const seen = new Map<EntityKey, Kept>();
  for (const keeper of keepersOf(facts)) {
    const detail = details.get(keeper.key);
    const known = seen.get(keeper.key);
    // PM2's copies are one application: it is up as long as one of them is.
    if (known && keeper.isUp === true) known.isUp = true;
    if (known || !detail) continue;
    seen.set(keeper.key, { ...keeper, ...detail });
  }
  return [...seen.values()];
}

type Detail = Omit<Kept, keyof Keeper>;
type Unit = FactValues['systemd.units'][number];

function units(facts: Facts<FactId>): [EntityKey, Detail][] {
  return (facts.find('systemd.units') ?? []).map((unit) => [`unit:${unit.name}`, ofUnit(unit)]);
}

function ofUnit(unit: Unit): Detail {
  const { name } = unit;
  return {
    kind: 'unit',
    title: name,
    pids: unit.mainPid === null ? [] : [unit.mainPid],
    command: unit.execStart[0] ?? '',
    user: unit.user ?? 'root',
    upSince: unit.activeState === 'active' ? unit.activeSince : null,
    downSince: unit.activeState === 'active' ? null : unit.inactiveSince,
    restarts: unit.restarts,
    gaveUp:
      unit.activeState === 'failed' && unit.restart !== 'no' && (unit.result === 'start-limit-hit' || unit.restarts > 0)
        ? `failed (${unit.result}) after ${unit.restarts} restarts`
        : null,
    isBetweenTries: unit.subState === 'auto-restart' || (unit.activeState === 'activating' && unit.restarts > 0),
    commands: {
      look: [`systemctl status ${name}`, `journalctl -u ${name} -n 50 --no-pager`],
      start: [`systemctl reset-failed ${name}`, `systemctl start ${name}`],
      restart: [`systemctl restart ${name}`],
      stop: [`systemctl disable --now ${name}`],
    },
  };
}

function programs(facts: Facts<FactId>): [EntityKey, Detail][] {
  return (facts.find('supervisor.programs')?.programs ?? []).map((program) => {
    const target = program.group === program.name ? program.name : `${program.group}:${program.name}`;
    return [
      `program:${program.name}`,
      {
        kind: 'program',
        title: `${program.name} of Supervisor`,
        pids: program.pid === null ? [] : [program.pid],
        command: program.configured?.['command'] ?? program.running?.['command'] ?? '',
        user: program.configured?.['user'] ?? 'root',
        upSince: program.state === 'RUNNING' ? program.startedAt : null,
        downSince: program.state === 'RUNNING' ? null : program.stoppedAt,
        restarts: 0,
        gaveUp: program.state === 'FATAL' ? `FATAL${program.spawnError ? ` (${program.spawnError})` : ''}` : null,
        isBetweenTries: program.state === 'BACKOFF' || program.state === 'STARTING',
        commands: {
          look: [`supervisorctl status ${target}`, `supervisorctl tail ${target} stderr`],
          start: [`supervisorctl start ${target}`],
          restart: [`supervisorctl restart ${target}`],
          stop: [`supervisorctl stop ${target}`],
        },
      },
    ];
  });
}

function pm2Apps(facts: Facts<FactId>): [EntityKey, Detail][] {
  return (facts.find('pm2.daemons') ?? []).flatMap((daemon) =>
    [...Map.groupBy(daemon.apps, ({ name }) => name)].map(([name, apps]): [EntityKey, Detail] => {
      const [app] = apps;
      const as = pm2As(daemon.user, daemon.home);
      const online = apps.filter(({ status }) => status === 'online');
      return [
        `pm2:${daemon.user}/${name}`,
        {
          kind: 'pm2',
          title: `${name} of PM2 (${daemon.user})`,
          pids: apps.flatMap(({ pid }) => pid ?? []),
          command: [
            app?.interpreter === 'none' ? '' : (app?.interpreter ?? ''),
            app?.script ?? '',
            ...(app?.args ?? []),
          ]
            .filter(Boolean)
            .join(' '),
          user: daemon.user,
          upSince: online[0]?.startedAt ?? null,
          downSince: null,
          restarts: Math.max(0, ...apps.map(({ restarts }) => restarts)),
          gaveUp:
            online.length === 0 && apps.some(({ status }) => status === 'errored')
              ? `errored after ${Math.max(...apps.map(({ restarts }) => restarts))} restarts`
              : null,
          isBetweenTries: apps.some(({ status }) => status === 'waiting restart' || status === 'launching'),
          commands: {
            look: [`${as} describe ${name}`, `${as} logs ${name} --lines 50 --nostream`],
            start: [`${as} restart ${name}`],
            restart: [`${as} restart ${name}`],
            stop: [`${as} delete ${name}`, `${as} save`],
          },
        },
      ];
    }),
  );
}

/** Everybody has a daemon of their own: `pm2` alone asks the caller's. */
export const pm2As = (user: string, home: string): string =>
  home === '/root/.pm2' ? 'pm2' : `sudo -u ${user} PM2_HOME=${home} pm2`;

function projects(facts: Facts<FactId>): [EntityKey, Detail][] {
  return (facts.find('aapanel.projects') ?? []).map((project) => [
    `panel:${project.name}`,
    {
      kind: 'panel',
      title: `${project.name} of aaPanel`,
      pids: project.pid !== null && project.isAlive ? [project.pid] : [],
      command: project.script,
      user: project.runUser,
      upSince: null,
      downSince: null,
      restarts: project.failures ?? 0,
      gaveUp:
        !project.isAlive && project.isPowerOn !== false && (project.failures ?? 0) >= PANEL_TRIES
          ? `${project.failures} failed starts, after which its watcher no longer tries`
          : null,
      isBetweenTries: false,
      commands: {
        look: [`tail -n 50 ${project.logFile ?? `/www/server/nodejs/vhost/logs/${project.name}.log`}`],
        start: [`bash /www/server/nodejs/vhost/scripts/${project.name}.sh`],
        restart: [`kill ${project.pid ?? 'PID'}`, `bash /www/server/nodejs/vhost/scripts/${project.name}.sh`],
        stop: [],
      },
    },
  ]);
}

/** MAX_COUNT of the panel's script/project_daemon.py (8.10). */
const PANEL_TRIES = 10;

/** The processes that a keeper started, and whatever these started in turn. */
export function familyOf(facts: Facts<FactId>, { pids }: Pick<Kept, 'pids'>): ProcessFact[] {
  const processes = facts.find('processes') ?? [];
  const family = new Set(pids);
  // Parents come before children but for rare wrap-arounds of pids: two rounds find both.
  for (let round = 0; round < 2; round += 1) for (const one of processes) if (family.has(one.ppid)) family.add(one.pid);
  return processes.filter(({ pid }) => family.has(pid));
}

/** Whose a process is: the keeper that started it or one of its forebears; null when no keeper did. */
export function keeperOf(
  facts: Facts<FactId>,
  process: ProcessFact,
  kept: readonly Kept[] = keptOf(facts),
): Kept | null {
  const processes = new Map((facts.find('processes') ?? []).map((one) => [one.pid, one]));
  const seen = new Set<number>();
  for (let one: ProcessFact | undefined = process; one && !seen.has(one.pid); one = processes.get(one.ppid)) {
    seen.add(one.pid);
    const { pid } = one;
    const keeper = kept.find(({ pids }) => pids.includes(pid));
    if (keeper) return keeper;
  }
  return null;
}

export const keyOf = (process: ProcessFact): EntityKey => `process:${process.pid}@${process.start}`;

/** `pid@start` of a listener to the process that it names. */
export function holderOf(facts: Facts<FactId>, holder: string): ProcessFact | null {
  return (facts.find('processes') ?? []).find(({ pid, start }) => `${pid}@${start}` === holder) ?? null;
}

/** A line about it in words: `pid 812 (node dist/main.js) of www-data, since 2026-11-20 12:00`. */
export function describeProcess({ pid, argv, comm, user, startedAt, cwd, ppid }: ProcessFact): string {
  const line = argv.join(' ').slice(0, 80) || comm;
  return `pid ${pid} (${line}) of ${user}, parent ${ppid}, since ${startedAt.slice(0, 19).replace('T', ' ')}${cwd === null ? '' : `, in ${cwd}`}`;
}
